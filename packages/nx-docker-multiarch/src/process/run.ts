import { statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { PluginError } from '../errors/index.js';
import { formatCommand } from './command-line.js';
import { MAX_STDOUT_BYTES, readOutput, type OnLine, type Output } from './output.js';
import { ProcessError } from './process-error.js';
import { endGroup, holdGroup, ownGroup } from './process-group.js';

/** One child process to run to its end. */
export interface RunRequest {
  readonly command: string;
  /** Never holds a secret: anyone on the machine can read it. */
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the parent's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A stream that fails ends the child, which might else take what it has for all. */
  readonly input?: string | Readable;
  readonly signal?: AbortSignal;
  /** Takes each line of stdout and stderr as it comes, without terminal codes. */
  readonly onLine?: OnLine;
}

/** What a child that exited with 0 printed. */
export interface RunResult {
  /** Exactly as printed. */
  readonly stdout: string;
  /** The last 64 Ki characters, without terminal codes. */
  readonly stderr: string;
}

/**
 * Runs a child process. Errors: `TOOL_MISSING` if there is no such program; `PROCESS_FAILED` (a `ProcessError`) on
 * any exit status but 0, on a signal and on more than 16 MiB of stdout, with argv, the status and the last lines of
 * stderr; `CANCELLED` if the signal ended it; the input stream's own if that failed.
 */
export type Run = (request: RunRequest) => Promise<RunResult>;

/** How a child ended, as execa tells it. */
interface Ending {
  readonly failed: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

/** Less than the 5 s after which Nx kills this process itself. */
const KILL_AFTER_MS = 3000;

/** A `Run` whose cancelled children, and theirs, are killed if they have not ended after `killAfterMs`. */
export function createRun({ killAfterMs = KILL_AFTER_MS } = {}): Run {
  return async (request) => {
    const { ending, output } = await runToEnd(request, killAfterMs);
    if (output.isOverfull()) {
      throw processError(request, ending, output, `it printed more than ${MAX_STDOUT_BYTES} bytes`);
    }
    if (!ending.failed) return { stdout: output.stdout(), stderr: output.stderr().join('\n') };
    throw request.signal?.aborted
      ? cancelled(request)
      : (inputError(request) ?? failure(request, ending, output));
  };
}

/** The `Run` of this machine. */
export const run: Run = createRun();

async function runToEnd(
  request: RunRequest,
  killAfterMs: number,
): Promise<{ ending: Ending; output: Output }> {
  const { command, args, cwd, env, input, signal, onLine } = request;
  if (signal?.aborted) throw cancelled(request);
  const child = execa(command, [...args], {
    ...ownGroup,
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    buffer: false,
    reject: false,
  });
  const letGo = child.pid === undefined ? undefined : holdGroup(child.pid);
  let afterEnd: (() => void) | undefined;
  const end = (): void => {
    if (child.pid !== undefined) afterEnd ??= endGroup(child.pid, killAfterMs);
  };
  signal?.addEventListener('abort', end, { once: true });
  if (input instanceof Readable) input.once('error', end);
  try {
    const output = readOutput(child, onLine, end);
    return { ending: await child, output };
  } finally {
    signal?.removeEventListener('abort', end);
    afterEnd?.();
    letGo?.();
  }
}

/** Why the input stopped short; nothing where it was the child that stopped reading. */
function inputError({ input }: RunRequest): Error | undefined {
  return input instanceof Readable ? (input.errored ?? undefined) : undefined;
}

function cancelled({ command, args }: RunRequest): PluginError {
  return new PluginError('CANCELLED', `Running ${formatCommand(command, args)}: cancelled`);
}

function failure(request: RunRequest, ending: Ending, output: Output): PluginError {
  const { command, cwd } = request;
  const { exitCode, signal, code } = ending;
  if (cwd !== undefined && !statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return processError(request, ending, output, `there is no folder ${cwd}`);
  }
  if (code === 'ENOENT') {
    return new PluginError('TOOL_MISSING', `Running ${command}: there is no such program`, {
      hint: `Install ${command}, or add the folder that holds it to PATH.`,
    });
  }
  if (signal !== undefined) return processError(request, ending, output, `ended by ${signal}`);
  const reason =
    exitCode === undefined ? `it could not be started (${code ?? 'unknown'})` : `exit status ${exitCode}`;
  return processError(request, ending, output, reason);
}

function processError(
  { command, args }: RunRequest,
  { exitCode, signal }: Ending,
  output: Output,
  reason: string,
): ProcessError {
  return new ProcessError({ command, args, reason, exitCode, signal, stderr: output.stderr() });
}
