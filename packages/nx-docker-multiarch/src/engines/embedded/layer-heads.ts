import type { LayerEntry } from './changes.js';
import type { FileContent } from './file-tree.js';
import type { ListedFile } from '../engine.js';

/** The first bytes of the files of a layer that may be programs, by path. */
export type LayerHeads = ReadonlyMap<string, Uint8Array>;

/** How much of a program tells what it is. */
const HEAD_BYTES = 512;

/** What ELF, PE and Mach-O files start with. */
const PROGRAM_BYTES: readonly number[] = [0x7f, 0x4d, 0xca, 0xce, 0xcf, 0xfe];

/** Sees contents pass by on their way into a layer, and keeps what the proof will ask for. */
export interface HeadWatch {
  readonly heads: LayerHeads;
  fill(path: string, content: FileContent): ((bytes: Uint8Array) => void) | undefined;
  load(path: string, bytes: Uint8Array): Uint8Array;
  read(path: string, content: FileContent, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A watch for one layer. */
export function watchHeads(): HeadWatch {
  const heads = new Map<string, Uint8Array>();
  const note = (path: string, bytes: Uint8Array): void => {
    // Copied: it is a small part of much memory.
    if (isProgram(bytes)) heads.set(path, Uint8Array.from(bytes.subarray(0, HEAD_BYTES)));
  };
  return {
    heads,
    fill(path, { fill }) {
      if (fill === undefined) return undefined;
      return (bytes) => {
        fill(bytes);
        note(path, bytes);
      };
    },
    load(path, bytes) {
      note(path, bytes);
      return bytes;
    },
    async *read(path, content, signal) {
      let isFirst = true;
      for await (const piece of content.read(signal)) {
        if (isFirst) note(path, piece);
        isFirst = false;
        yield piece;
      }
    },
  };
}

/** Nothing else is kept: a file with a comment at its start may hold a secret in the next line. */
function isProgram([first = 0, second]: Uint8Array): boolean {
  return PROGRAM_BYTES.includes(first) || (first === 0x23 && second === 0x21);
}

const NOTHING = new Uint8Array(0);

/** The entries of a layer as its tar would list them. */
export function listEntries(entries: readonly LayerEntry[], heads: LayerHeads): readonly ListedFile[] {
  return entries.map(({ path, node }) => ({
    path,
    type: node.type,
    mode: node.mode,
    ...(node.type === 'symlink' && { linkTarget: node.linkTarget }),
    head: heads.get(path) ?? NOTHING,
  }));
}
