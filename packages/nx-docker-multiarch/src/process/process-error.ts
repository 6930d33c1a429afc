import { PluginError, redact } from '../errors/index.js';
import { formatCommand } from './command-line.js';

/** How a child process ended that did not exit with 0. */
export interface ProcessFailure {
  readonly command: string;
  readonly args: readonly string[];
  /** What happened: `exit status 1`, `ended by SIGKILL`. */
  readonly reason: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines of stderr, oldest first. */
  readonly stderr: readonly string[];
}

const MAX_LINES_SHOWN = 20;

/** A child process that failed: `PROCESS_FAILED`, with how it ended and what it said last. */
export class ProcessError extends PluginError {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: readonly string[];

  constructor({ command, args, reason, exitCode, signal, stderr }: ProcessFailure) {
    const lines = stderr.map(redact);
    const last = lines.slice(-MAX_LINES_SHOWN);
    const said = last.length === 0 ? ', and it said nothing' : `\n${last.join('\n')}`;
    super('PROCESS_FAILED', `Running ${formatCommand(command, args)}: ${reason}${said}`);
    this.exitCode = exitCode;
    this.signal = signal;
    this.stderr = lines;
  }
}
