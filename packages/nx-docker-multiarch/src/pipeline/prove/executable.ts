import type { ImageConfig } from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../../errors/index.js';
import { firstCommand, interpretedBy, startedBy, type Command } from './command.js';
import type { FoundFile, ImageFiles } from './image-files.js';

/** A binary that a container would execute, and what it is for: see `BinaryProgram`. */
export interface Executable {
  readonly path: string;
  readonly builtFor: string;
}

/** The binaries that a container would execute, each once, and why others can't be told. Never are both empty. */
export interface ExecutableSearch {
  readonly executables: readonly Executable[];
  readonly reasons: readonly string[];
  /** Whether every reason is that a program is in none of the layers that were searched. */
  readonly isAbsent: boolean;
}

interface Step {
  readonly executable?: Executable;
  readonly reason?: string | false;
  /** Whether the reason is that the program is in none of the layers that were searched. */
  readonly isAbsent?: boolean;
  readonly next: readonly Command[];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MAX_STEPS = 16;
const UNREADABLE = new Set(['LAYER_UNSUPPORTED', 'CONTENT_TOO_LARGE']);

/** The folders in which a bare command name is looked for. */
export function pathFolders(config: ImageConfig): readonly string[] {
  const entry = config.env.findLast((variable) => variable.startsWith('PATH='));
  return (entry?.slice('PATH='.length) || DEFAULT_PATH).split(':').filter((folder) => folder.startsWith('/'));
}

/**
 * Finds the binaries behind an image's entrypoint and command: through `PATH`, links, `#!`, wrappers and shells.
 * Errors: those of the store.
 */
export async function findExecutables(config: ImageConfig, files: ImageFiles): Promise<ExecutableSearch> {
  const first = firstCommand(config);
  const executables = new Map<string, Executable>();
  const reasons = new Set<string>(first ? [] : ['it has no entrypoint and no command']);
  let isAbsent = first !== undefined;
  let commands = first ? [first] : [];
  for (let steps = 0; commands.length > 0; steps++) {
    if (steps === MAX_STEPS) {
      reasons.add(`${commands[0]?.words[0]} is one of too many programs that start each other`);
      isAbsent = false;
      break;
    }
    const next: Command[] = [];
    for (const command of commands) {
      const step = await lookAt(command, config, files);
      if (step.executable) executables.set(step.executable.path, step.executable);
      if (step.reason) {
        reasons.add(step.reason);
        isAbsent &&= step.isAbsent === true;
      }
      next.push(...step.next);
    }
    commands = next;
  }
  return { executables: [...executables.values()], reasons: [...reasons], isAbsent };
}

async function lookAt(command: Command, config: ImageConfig, files: ImageFiles): Promise<Step> {
  const [name = ''] = command.words;
  const { isCertain } = command;
  const found = await locate(command, config, files).catch(reasonIfUnreadable);
  if (typeof found === 'string') return { reason: found, next: startedBy(command) };
  if (!found)
    return {
      reason: isCertain && `${name} is in none of ${files.scope}`,
      isAbsent: true,
      next: startedBy(command),
    };
  const { path, file } = found;
  const { program } = file;
  switch (program?.kind) {
    case undefined:
      return { reason: isCertain && `${path} is neither a binary nor a script`, next: [] };
    case 'binary':
      return { executable: { path, builtFor: program.builtFor }, next: startedBy(command) };
    case 'script': {
      if (program.line.endsWith('\r'))
        return { reason: `${path} has Windows line ends, with which Linux does not run it`, next: [] };
      const interpreted = interpretedBy(program.line, path, command);
      return interpreted
        ? { next: [interpreted] }
        : { reason: `${path} names no interpreter after "#!"`, next: [] };
    }
  }
}

async function locate(
  { words: [name = ''], isCertain }: Command,
  config: ImageConfig,
  files: ImageFiles,
): Promise<FoundFile | undefined> {
  const isPath = name.includes('/');
  for (const folder of isPath ? [config.workingDir] : pathFolders(config)) {
    const found = await files.follow(name.startsWith('/') ? name : `${folder}/${name}`);
    if (found?.file.type !== 'file') continue;
    // A path may be data too, unless it is sure to be run.
    if ((isPath && isCertain) || (found.file.mode & 0o111) !== 0) return found;
  }
  return undefined;
}

/** A layer in a form this Node can't read, or larger than the proof's bounds, is no failure: what lies in it is unproved. */
function reasonIfUnreadable(error: unknown): string {
  if (error instanceof CodedError && UNREADABLE.has((error as CodedError).code)) return error.message;
  throw error;
}
