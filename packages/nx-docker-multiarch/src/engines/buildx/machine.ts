import { settleAll, CodedError } from '../../errors/index.js';
import type { Run } from '../../process/index.js';
import { ProcessError } from '../../process/index.js';
import { parseInspect, type Builder } from './inspect.js';

/** What a Docker daemon says of itself. */
export interface Daemon {
  readonly version: string;
  /** Whether images are kept in containerd's store, which holds OCI images of every platform. */
  readonly hasImageStore: boolean;
}

/** What a machine has for builds with buildx; whatever is `undefined` is not there. */
export interface Machine {
  readonly hasDocker: boolean;
  /** As `docker buildx version` prints it. */
  readonly buildx: string | undefined;
  /** The daemon of the current Docker context, if it answers. */
  readonly daemon: Daemon | undefined;
  readonly builder: Builder | undefined;
  /** What buildx said where it knows no such builder. */
  readonly complaint: string;
}

const INFO_FORMAT = '{"version":{{json .ServerVersion}},"status":{{json .DriverStatus}}}';

/** Asks once, side by side, and changes nothing. `builderName` is the builder to look at, or the current one. */
export async function readMachine(
  run: Run,
  builderName: string | undefined,
  signal: AbortSignal,
): Promise<Machine> {
  const ask = (...args: string[]): Promise<Answer> => answerOf(run({ command: 'docker', args, signal }));
  const [info, buildx, inspect] = (await settleAll([
    ask('info', '--format', INFO_FORMAT),
    ask('buildx', 'version'),
    ask('buildx', 'inspect', ...(builderName === undefined ? [] : [builderName])),
  ])) as [Answer, Answer, Answer];
  return {
    hasDocker: ![info, buildx, inspect].some(({ isToolMissing }) => isToolMissing),
    buildx: buildx.text,
    daemon: info.text === undefined ? undefined : parseInfo(info.text),
    builder: inspect.text === undefined ? undefined : parseInspect(inspect.text),
    complaint: inspect.complaint,
  };
}

interface Answer {
  readonly text?: string;
  readonly complaint: string;
  readonly isToolMissing: boolean;
}

async function answerOf(running: ReturnType<Run>): Promise<Answer> {
  try {
    return { text: (await running).stdout.trim(), complaint: '', isToolMissing: false };
  } catch (error) {
    if (error instanceof ProcessError) {
      return { complaint: error.stderr.join(' ').replace(/^ERROR: /, ''), isToolMissing: false };
    }
    if (error instanceof CodedError && error.code === 'TOOL_MISSING')
      return { complaint: '', isToolMissing: true };
    throw error;
  }
}

function parseInfo(text: string): Daemon | undefined {
  try {
    const { version, status } = JSON.parse(text) as { version?: unknown; status?: unknown };
    if (typeof version !== 'string' || version === '') return undefined;
    return { version, hasImageStore: JSON.stringify(status ?? null).includes('io.containerd.snapshotter') };
  } catch {
    return undefined;
  }
}
