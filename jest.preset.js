const path = require('node:path');

const root = __dirname;

/**
 * What every Jest project here shares. Node 20's Jest cannot require ESM-only packages, so execa's own
 * dependency tree is compiled; everything else under node_modules runs as it is.
 */
const esmOnly = [
  'execa',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'npm-run-path',
  'parse-ms',
  'path-key',
  'pretty-ms',
  'strip-final-newline',
  'unicorn-magic',
  'yoctocolors',
  '@sindresorhus/merge-streams',
  '@sec-ant/readable-stream',
];

module.exports = {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.nx/'],
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  resolver: path.join(root, 'tools/jest-resolver.js'),
  // Only for `npm run fuzz`: no other run should have to load fast-check for every file.
  setupFiles: process.env.FUZZ_RUNS ? [path.join(root, 'tools/fuzz/set-runs.js')] : [],
  moduleNameMapper: {
    '^@nx-docker-multiarch/oci/(.*)$': path.join(root, 'packages/oci/src/$1/index.ts'),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
