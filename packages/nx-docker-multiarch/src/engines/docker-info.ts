import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Run } from '../process/index.js';

/** What a Docker daemon says of itself. */
export interface Daemon {
  /** The Docker context that leads to it. */
  readonly context: string;
  readonly version: string;
  /** What it runs without an emulator. */
  readonly platform: Platform;
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

/** What `docker info` tells; whatever is `undefined` is not there. */
export interface DockerInfo {
  /** The daemon of the current Docker context. */
  readonly daemon: Daemon | undefined;
  readonly buildx: Plugin | undefined;
}

/** The client's plugins and its context come with it, which saves a process. */
const FORMAT = `{${[
  '"version":{{json .ServerVersion}}',
  '"os":{{json .OSType}}',
  '"machine":{{json .Architecture}}',
  '"status":{{json .DriverStatus}}',
  '"context":{{json .ClientInfo.Context}}',
  '"plugins":{{json .ClientInfo.Plugins}}',
].join(',')}}`;

/** The driver type of the image store in what `docker info` says of storage. */
const IMAGE_STORE = 'io.containerd.snapshotter';

/** What the kernel calls a machine, where images call it something else. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armv7l', 'arm/v7'],
  ['armv6l', 'arm/v6'],
  ['i386', '386'],
  ['i686', '386'],
  ['loongarch64', 'loong64'],
]);

/**
 * Asks `docker info`, once, and changes nothing. Errors: `TOOL_MISSING` without docker, `PROCESS_FAILED` where no
 * daemon answers, `CANCELLED`.
 */
export async function readDockerInfo(run: Run, signal: AbortSignal): Promise<DockerInfo> {
  const { stdout } = await run({ command: 'docker', args: ['info', '--format', FORMAT], signal });
  const info = parseInfo(stdout);
  const version = textOf(info['version']);
  // Some clients end with 0 though no daemon answers.
  if (version === undefined) return { daemon: undefined, buildx: undefined };
  return {
    daemon: {
      context: textOf(info['context']) ?? '',
      version,
      platform: platformOf(textOf(info['os']) ?? 'unknown', textOf(info['machine']) ?? 'unknown'),
      hasImageStore: JSON.stringify(info['status'] ?? null).includes(IMAGE_STORE),
    },
    buildx: findBuildx(info['plugins']),
  };
}

type Fields = Partial<Record<string, unknown>>;

function parseInfo(text: string): Fields {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return {};
  }
}

function findBuildx(plugins: unknown): Plugin | undefined {
  const known = (Array.isArray(plugins) ? plugins : []) as Fields[];
  const buildx = known.find((plugin) => plugin['Name'] === 'buildx');
  return buildx && { version: String(buildx['Version']), program: textOf(buildx['Path']) };
}

function platformOf(os: string, machine: string): Platform {
  return parsePlatform(`${os}/${ARCHITECTURES.get(machine) ?? machine}`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
