export { formatCommand } from './command-line.js';
export { ProcessError, type ProcessFailure } from './process-error.js';
export { createRun, run, type Run, type RunRequest, type RunResult } from './run.js';
