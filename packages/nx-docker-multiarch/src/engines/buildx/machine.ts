import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../errors/index.js';
import { ProcessError, type Run, type RunRequest } from '../../process/index.js';
import { readDockerInfo, type Daemon, type DockerInfo, type Plugin } from '../docker-info.js';
import { parseInspect, type Builder } from './inspect.js';

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
  const ask = async ({ command, args }: Pick<RunRequest, 'command' | 'args'>): Promise<string> =>
    (await run({ command, args, signal })).stdout.trim();
  const name = builderName === undefined ? [] : [builderName];
  const [client, inspect] = await Promise.all([
    readClient(readDockerInfo(run, signal), () => ask(buildxCommand(undefined, ['version']))),
    answerOf(ask(buildxCommand(findBuildx(pluginFolders), ['inspect', ...name]))),
  ]);
  for (const { failure } of [client.info, client.version, inspect]) throwUnlessAnswer(failure);
  return {
    hasDocker: !isToolMissing(client.info.failure),
    daemon: client.info.value?.daemon,
    buildx: client.info.value?.buildx ?? client.version.value,
    builder: inspect.value === undefined ? undefined : parseInspect(inspect.value),
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
interface Answer<T> {
  readonly value?: T;
  readonly failure?: Error;
}

interface Client {
  readonly info: Answer<DockerInfo>;
  readonly version: Answer<Plugin>;
}

/** Never rejects, so that each of several questions comes to its end. */
async function answerOf<T>(asking: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await asking };
  } catch (failure) {
    return { failure: failure as Error };
  }
}

/** `askVersion` is asked where docker does not tell of its plugins. */
async function readClient(info: Promise<DockerInfo>, askVersion: () => Promise<string>): Promise<Client> {
  const answer = await answerOf(info);
  if (answer.value?.daemon !== undefined) return { info: answer, version: {} };
  // Without a daemon `docker info` fails, but there may well be a builder elsewhere.
  const version = askVersion().then((text): Plugin => ({ version: text, program: undefined }));
  return { info: answer, version: await answerOf(version) };
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
