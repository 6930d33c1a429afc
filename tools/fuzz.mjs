// npm run fuzz -- [--runs=N] [--seed=N] [pattern]: gives each parser N hostile inputs; what breaks one is shown with its seed.
import { parseArgs } from 'node:util';
import { runChild } from './run-child.js';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const { runs = '10000', seed = '' } = values;
const patterns = positionals.length > 0 ? positionals : ['fuzz.spec'];
const { status } = await runChild(
  ['jest', '--config', 'jest.config.js', '--testTimeout=3600000', ...patterns],
  { stdio: 'inherit', env: { FUZZ_RUNS: runs, FUZZ_SEED: seed } },
);
process.exitCode = status;
