import type { ImageConfig } from '@nx-docker-multiarch/oci/model';
import { elfArchitecture, isElf } from './elf.js';
import { isScript } from './layer-listing.js';
import type { FoundFile, ImageFiles } from './image-files.js';

/** A binary that a container would execute, and the architecture its header names. */
export interface Executable {
  readonly path: string;
  readonly architecture: string;
}

/** What became of the search for what a container executes first: binaries to be proved, or why there is none. */
export type ExecutableSearch = { readonly executables: readonly Executable[] } | { readonly reason: string };

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MAX_INTERPRETERS = 5;
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);

/** The folders in which a bare command name is looked for. */
export function pathFolders(config: ImageConfig): readonly string[] {
  const entry = config.env.findLast((variable) => variable.startsWith('PATH='));
  return (entry?.slice('PATH='.length) || DEFAULT_PATH).split(':').filter((folder) => folder.startsWith('/'));
}

/**
 * Finds the binaries behind an image's entrypoint and command: through `PATH`, links, `#!` and `sh -c`. What a
 * shell is told is looked at only where its first word is the plain name of a file.
 */
export async function findExecutables(config: ImageConfig, files: ImageFiles): Promise<ExecutableSearch> {
  const argv = [...config.entrypoint, ...config.cmd];
  const [command] = argv;
  if (command === undefined) return { reason: 'it has no entrypoint and no command' };
  const first = await findBinary(command, config, files, MAX_INTERPRETERS);
  if ('reason' in first) return first;
  const word = shellCommand(argv);
  const second = word === undefined ? undefined : await findBinary(word, config, files, MAX_INTERPRETERS);
  return {
    executables:
      second && 'executables' in second ? [...first.executables, ...second.executables] : first.executables,
  };
}

async function findBinary(
  command: string,
  config: ImageConfig,
  files: ImageFiles,
  depth: number,
): Promise<ExecutableSearch> {
  const found = await locate(command, config, files);
  if (!found) return { reason: `${command} is in none of its layers` };
  const { path, file } = found;
  if (isElf(file.head))
    return { executables: [{ path, architecture: elfArchitecture(file.head) ?? 'a cut-off header' }] };
  if (!isScript(file.head)) return { reason: `${path} is neither an ELF binary nor a script` };
  const interpreter = interpreterOf(file.head);
  if (interpreter === undefined) return { reason: `${path} names no interpreter after "#!"` };
  if (depth === 0) return { reason: `${path} has too many interpreters in a row` };
  return findBinary(interpreter, config, files, depth - 1);
}

async function locate(
  command: string,
  config: ImageConfig,
  files: ImageFiles,
): Promise<FoundFile | undefined> {
  if (command.includes('/')) {
    const found = await files.follow(command.startsWith('/') ? command : `${config.workingDir}/${command}`);
    return found?.file.type === 'file' ? found : undefined;
  }
  for (const folder of pathFolders(config)) {
    const found = await files.follow(`${folder}/${command}`);
    if (found?.file.type === 'file' && found.file.isExecutable) return found;
  }
  return undefined;
}

/** `#!/usr/bin/env [-S] node` is about node: env itself comes from the same place as the shell. */
function interpreterOf(head: Uint8Array): string | undefined {
  const [line = ''] = new TextDecoder('latin1').decode(head).slice(2).split('\n');
  const [interpreter, ...words] = line.trim().split(/\s+/);
  if (interpreter?.endsWith('/env'))
    return words.find((word) => !word.startsWith('-') && !word.includes('='));
  return interpreter === '' ? undefined : interpreter;
}

function shellCommand([shell = '', flag, script = '']: readonly string[]): string | undefined {
  if (!SHELLS.has(shell.slice(shell.lastIndexOf('/') + 1)) || flag !== '-c') return undefined;
  return /^\s*(?:exec\s+)?([\w./+-]+)(?:\s|$)/.exec(script)?.[1];
}
