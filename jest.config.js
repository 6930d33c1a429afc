const path = require('node:path');
const preset = require('./jest.preset.js');

/** What takes longer than all the rest together: part of `npm test` and not of `npm run check`. */
const SLOW = '\\.slow\\.spec\\.ts$';

const project = (folder, displayName, options) => ({
  ...preset,
  displayName,
  rootDir: path.join(__dirname, folder),
  ...options,
});

module.exports = {
  projects: [
    ...['packages/oci', 'packages/nx-docker-multiarch', 'tools'].map((folder) =>
      project(folder, path.basename(folder), {
        testPathIgnorePatterns: [...preset.testPathIgnorePatterns, SLOW],
      }),
    ),
    project('packages', 'slow', { testMatch: ['**/*.slow.spec.ts'] }),
  ],
};
