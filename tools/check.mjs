// `npm run check`: all that can be said of the code without an engine. Steps run side by side; the longest come first.
import { availableParallelism } from 'node:os';
import { runSteps } from './check/run-steps.js';

const cores = availableParallelism();
// Jest leaves one core alone, and here it is the longest by far.
const jest = (...projects) => [
  ...['jest', '--config', 'jest.config.js', `--maxWorkers=${cores}`],
  ...['--selectProjects', ...projects],
];

// ESLint's parser still needs TypeScript 6; version 7 says the same of the types in a quarter of the time.
const steps = [
  { name: 'unit tests', commands: [jest('oci', 'nx-docker-multiarch')] },
  {
    name: 'lint',
    commands: [
      ['eslint', '.', '--cache', '--max-warnings', '0'],
      ['oxlint', '--type-aware', '--deny-warnings'],
    ],
  },
  {
    name: 'types of the packages, generated files',
    commands: [[process.execPath, 'tools/generate.mjs', '--check']],
  },
  {
    name: 'types of the tests',
    commands: [[process.execPath, 'node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.json']],
  },
  { name: 'architecture, error docs, tools', commands: [jest('tools')] },
  { name: 'format', commands: [['prettier', '--check', '--log-level', 'warn', '--cache', '.']] },
];

const failed = await runSteps(steps, {
  atOnce: Math.max(2, cores),
  print: (text) => process.stdout.write(text),
});
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
