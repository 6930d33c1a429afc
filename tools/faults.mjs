// npm run faults -- [--runs=N] [--seed=N]: pushes under N schedules of faults; says which seed failed, and how to repeat it.
import { parseArgs } from 'node:util';
import { runChild } from './run-child.js';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const { runs = '10000', seed = '1' } = values;
const jest = [
  'jest',
  '--config',
  'jest.config.js',
  '--selectProjects',
  'slow',
  '--testPathPatterns',
  'faults',
];
const { status } = await runChild(jest, {
  stdio: 'inherit',
  env: { FAULT_RUNS: runs, FAULT_SEED: seed },
});
process.exitCode = status;
