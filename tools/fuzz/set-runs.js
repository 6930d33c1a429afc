const fc = require('fast-check');

/** Set by `npm run fuzz`, and read here alone. What says its own number of runs keeps it. */
const { FUZZ_RUNS, FUZZ_SEED } = process.env;

fc.configureGlobal({ numRuns: Number(FUZZ_RUNS), ...(FUZZ_SEED && { seed: Number(FUZZ_SEED) }) });
