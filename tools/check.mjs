// `npm run check`: all that can be said of the code without an engine. Steps run side by side; the longest come first.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { runSteps } from './check/run-steps.js';
import { workspace } from './run-child.js';

const generate = path.join(workspace, 'tools/generate.mjs');
const cores = availableParallelism();
// Jest leaves one core alone, and here it is the longest by far.
const jest = (...projects) => [
  ...['jest', '--config', 'jest.config.js', `--maxWorkers=${cores}`],
  ...['--selectProjects', ...projects],
];

const steps = [
  { name: 'lint', commands: [['eslint', '.', '--cache', '--max-warnings', '0']] },
  { name: 'unit tests', commands: [jest('oci', 'nx-docker-multiarch')] },
  {
    name: 'types of the packages, generated files',
    commands: [['tsc', '-b'], ...(existsSync(generate) ? [[process.execPath, generate, '--check']] : [])],
  },
  { name: 'types of the tests', commands: [['tsc', '-p', 'tsconfig.spec.json']] },
  { name: 'architecture, error docs, tools', commands: [jest('tools')] },
  { name: 'format', commands: [['prettier', '--check', '--log-level', 'warn', '--cache', '.']] },
];

const failed = await runSteps(steps, {
  atOnce: Math.max(2, cores),
  print: (text) => process.stdout.write(text),
});
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
