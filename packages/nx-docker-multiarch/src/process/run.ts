import type { Readable } from 'node:stream';

/** One child process to run to its end. */
export interface RunRequest {
  readonly command: string;
  /** Never holds a secret: anyone on the machine can read it. */
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the parent's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Readable;
  readonly signal?: AbortSignal;
  /** Takes each line of stdout and stderr as it comes. */
  readonly onLine?: (line: string, from: 'stdout' | 'stderr') => void;
}

/** What a child that exited with 0 printed. */
export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a child process. Errors: `TOOL_MISSING` if there is no such program; `PROCESS_FAILED` on any exit status
 * but 0 and on a signal, with argv, the status and the last lines of stderr; `CANCELLED` if the signal ended it.
 */
export type Run = (request: RunRequest) => Promise<RunResult>;
