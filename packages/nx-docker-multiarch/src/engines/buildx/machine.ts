import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../errors/index.js';
import { ProcessError, type Run, type RunRequest } from '../../process/index.js';
import { parseInspect, type Builder } from './inspect.js';

/** What a Docker daemon says of itself. */
export interface Daemon {
  readonly version: string;
  /** Whether images are kept in containerd's store, which holds OCI images of every platform. */
  readonly hasImageStore: boolean;
}

/** The buildx that Docker found. */
export interface Plugin {
  /** A text with its version in it. */
  readonly version: string;
  /** Its program, if Docker said so. */
  readonly program: string | undefined;
}

/** What a machine has for builds with buildx; whatever is `undefined` is not there. */
export interface Machine {
  readonly hasDocker: boolean;
  readonly buildx: Plugin | undefined;
  /** The daemon of the current Docker context, if it answers. */
  readonly daemon: Daemon | undefined;
  readonly builder: Builder | undefined;
  /** What buildx said where it knows no such builder. */
  readonly complaint: string;
}

/** What is asked of `docker info`: the client's plugins come with it, which saves a process. */
const INFO_FORMAT =
  '{"version":{{json .ServerVersion}},"status":{{json .DriverStatus}},"plugins":{{json .ClientInfo.Plugins}}}';

/** The driver type of the image store in what `docker info` says of storage. */
const IMAGE_STORE = 'io.containerd.snapshotter';

/**
 * Asks once, side by side, and changes nothing. `builderName` is the builder to look at, or the current one; a buildx
 * in `pluginFolders` is asked for it, as that is quicker than to ask docker.
 */
export async function readMachine(
  run: Run,
  builderName: string | undefined,
  pluginFolders: readonly string[],
  signal: AbortSignal,
): Promise<Machine> {
  const ask = (command: string, args: readonly string[]): Promise<Answer> =>
    answerOf(run({ command, args, signal }));
  const inspection = buildxCommand(findBuildx(pluginFolders), [
    'inspect',
    ...(builderName === undefined ? [] : [builderName]),
  ]);
  const [client, inspect] = await Promise.all([
    readClient((...args) => ask('docker', args)),
    ask(inspection.command, inspection.args),
  ]);
  for (const { failure } of [client.info, client.version, inspect]) throwUnlessAnswer(failure);
  return {
    hasDocker: !isToolMissing(client.info.failure),
    ...client.known,
    builder: inspect.text === undefined ? undefined : parseInspect(inspect.text),
    complaint: inspect.failure instanceof ProcessError ? complaintOf(inspect.failure) : '',
  };
}

/** Called by its own name, the plugin spares the start of docker, which first asks every plugin what it is. */
export function buildxCommand(
  program: string | undefined,
  args: readonly string[],
): Pick<RunRequest, 'command' | 'args'> {
  return program === undefined
    ? { command: 'docker', args: ['buildx', ...args] }
    : { command: program, args };
}

function findBuildx(folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, 'docker-buildx')).find((program) => existsSync(program));
}

/** What a question to docker gave: one that fails is an answer too. */
interface Answer {
  readonly text?: string;
  readonly failure?: Error;
}

interface Client {
  readonly info: Answer;
  readonly version: Answer;
  readonly known: Pick<Machine, 'daemon' | 'buildx'>;
}

/** Never rejects, so that each of several questions comes to its end. */
async function answerOf(running: ReturnType<Run>): Promise<Answer> {
  try {
    return { text: (await running).stdout.trim() };
  } catch (failure) {
    return { failure: failure as Error };
  }
}

async function readClient(ask: (...args: string[]) => Promise<Answer>): Promise<Client> {
  const info = await ask('info', '--format', INFO_FORMAT);
  const known = parseInfo(info.text ?? '');
  if (known !== undefined) return { info, version: {}, known };
  // Without a daemon `docker info` fails, but there may well be a builder elsewhere.
  const version = await ask('buildx', 'version');
  return {
    info,
    version,
    known: {
      daemon: undefined,
      buildx: version.text === undefined ? undefined : { version: version.text, program: undefined },
    },
  };
}

function parseInfo(text: string): Client['known'] | undefined {
  try {
    const { version, status, plugins } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof version !== 'string' || version === '') return undefined;
    const known = (Array.isArray(plugins) ? plugins : []) as Partial<Record<string, unknown>>[];
    const buildx = known.find((plugin) => plugin['Name'] === 'buildx');
    return {
      daemon: { version, hasImageStore: JSON.stringify(status ?? null).includes(IMAGE_STORE) },
      buildx: buildx && { version: String(buildx['Version']), program: textOf(buildx['Path']) },
    };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function throwUnlessAnswer(failure: Error | undefined): void {
  if (failure !== undefined && !(failure instanceof ProcessError) && !isToolMissing(failure)) throw failure;
}

function isToolMissing(failure: unknown): boolean {
  return failure instanceof CodedError && failure.code === 'TOOL_MISSING';
}

function complaintOf({ stderr }: ProcessError): string {
  return stderr.join(' ').replace(/^ERROR: /, '');
}
