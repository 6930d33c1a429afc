import type { AddInstruction, CopyInstruction, Heredoc } from '../../context/dockerfile/index.js';
import { matchSources } from '../../context/scan/index.js';
import { PluginError } from '../../errors/index.js';
import { findTar, unpackArchive } from './archive.js';
import { beginChanges, type Changes } from './changes.js';
import { copyItem, type CopyStyle } from './copy-files.js';
import { parseModeChange } from './file-mode.js';
import { emptyFolder, ROOT_OWNER, type FileContent } from './file-tree.js';
import { absolutePath } from './config-values.js';
import { resolveOwner } from './owner.js';
import type { SourceFiles } from './source-files.js';
import type { Spool } from './spool.js';
import type { StageFiles } from './stage-files.js';

/** Where a `COPY` or `ADD` takes its files from, and where it is. */
export interface TransferSetting {
  /** `Dockerfile:12: COPY app /app`, for messages. */
  readonly where: string;
  readonly source: SourceFiles;
  readonly workingDir: string;
  /** Where what is unpacked is kept. */
  readonly spool: Spool;
  readonly signal: AbortSignal;
}

/** Runs one `COPY` or `ADD`: adds one layer to the stage. Errors: `BUILD_FAILED`, `DOCKERFILE_UNSUPPORTED`. */
export async function transferFiles(
  instruction: CopyInstruction | AddInstruction,
  files: StageFiles,
  setting: TransferSetting,
): Promise<void> {
  const { where, signal } = setting;
  const style: CopyStyle = {
    owner:
      instruction.chown === undefined
        ? undefined
        : await resolveOwner(instruction.chown, where, (path) => files.readText(path, signal)),
    mode: instruction.chmod === undefined ? undefined : parseModeChange(instruction.chmod, where),
  };
  // With --link the layer is made as if there were nothing below it: nothing of the base is looked at.
  const changes = beginChanges(instruction.link ? emptyFolder() : await files.tree(signal));
  try {
    await copySources(instruction, changes, style, setting);
  } catch (error) {
    throw located(error, where);
  }
  if (instruction.link) files.add(changes.entries());
  else files.addInPlace(changes.entries());
}

async function copySources(
  instruction: CopyInstruction | AddInstruction,
  changes: Changes,
  style: CopyStyle,
  { source, workingDir, spool, where, signal }: TransferSetting,
): Promise<void> {
  const destination = toDestination(instruction.destination, workingDir);
  for (const written of instruction.sources) {
    if (written.kind === 'heredoc') {
      copyItem(changes, heredocItem(written), destination, style);
      continue;
    }
    for (const { entry, path } of matchSources(source, written.path)) {
      const item = { name: path.slice(path.lastIndexOf('/') + 1), node: entry.node };
      const archive =
        instruction.kind === 'ADD' && item.node.type === 'file'
          ? await findTar(item.node.content, where, signal)
          : undefined;
      if (archive) await unpackArchive(changes, archive, destination, style, spool, signal);
      else copyItem(changes, item, destination, style);
    }
  }
}

function heredocItem({ name, content }: Pick<Heredoc, 'name' | 'content'>) {
  const bytes = Buffer.from(content);
  const file: FileContent = {
    key: `heredoc:${content}`,
    isLasting: true,
    sizeBytes: bytes.length,
    async *read() {
      yield bytes;
    },
  };
  return { name, node: { type: 'file', mode: 0o644, ...ROOT_OWNER, content: file } as const };
}

/** Absolute, with the slash at its end that says it is a folder. */
export function toDestination(written: string, workingDir: string): string {
  const path = absolutePath(written, workingDir);
  const isFolder = written === '' || /(?:^|\/)\.?$/.test(written);
  return isFolder && path !== '/' ? `${path}/` : path;
}

function located(error: unknown, where: string): unknown {
  if (!(error instanceof PluginError) || error.message.startsWith(where)) return error;
  const { code, message, hint, cause } = error;
  return new PluginError(code, `${where}: ${message}`, { ...(hint !== undefined && { hint }), cause });
}
