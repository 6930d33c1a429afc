import { createHash } from 'node:crypto';
import { writeLayer, type TarInput } from '@nx-docker-multiarch/oci/layer';
import type { Descriptor, Digest } from '@nx-docker-multiarch/oci/model';
import type { LayerEntry } from './changes.js';
import { loadContent, type FileContent } from './file-tree.js';

/** A layer that was made. */
export interface FinishedLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  read(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Makes layers: the same for several platforms only once. */
export interface LayerMaker {
  make(entries: readonly LayerEntry[]): Promise<FinishedLayer>;
}

export interface LayerMakerOptions {
  /** A folder of this run's own, for layers too large for memory. */
  readonly directory: string;
  /** The time of every file, in seconds of Unix time. */
  readonly createdAt: number;
  /** Brings contents near that can't be read one by one. */
  readonly prepare: (contents: readonly FileContent[], signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Up to here a file is read whole, ahead of its turn. */
const LOADED_BYTES = 256 * 1024;

/** A maker for one run. */
export function createLayerMaker(options: LayerMakerOptions): LayerMaker {
  const made = new Map<string, Promise<FinishedLayer>>();
  return {
    make(entries) {
      const key = keyOf(entries);
      const layer = made.get(key) ?? makeLayer(entries, options);
      made.set(key, layer);
      return layer;
    },
  };
}

async function makeLayer(
  entries: readonly LayerEntry[],
  { directory, createdAt, prepare, signal }: LayerMakerOptions,
): Promise<FinishedLayer> {
  await prepare(
    entries.flatMap(({ node }) => (node.type === 'file' ? [node.content] : [])),
    signal,
  );
  return writeLayer(
    entries.map((entry) => toTarInput(entry, createdAt, signal)),
    { spillFolder: directory, signal },
  );
}

function toTarInput({ path, node }: LayerEntry, mtimeSeconds: number, signal: AbortSignal): TarInput {
  const { mode, uid, gid } = node;
  const entry = { path, mode, uid, gid, mtimeSeconds };
  switch (node.type) {
    case 'directory':
      return { ...entry, type: 'directory' };
    case 'symlink':
      return { ...entry, type: 'symlink', linkTarget: node.linkTarget };
    case 'file': {
      const { content } = node;
      const { sizeBytes, load } = content;
      if (load !== undefined) return { ...entry, type: 'file', sizeBytes, load };
      return sizeBytes <= LOADED_BYTES
        ? { ...entry, type: 'file', sizeBytes, load: () => loadContent(content, signal) }
        : { ...entry, type: 'file', sizeBytes, read: () => content.read(signal) };
    }
    case 'other':
      throw new Error(`/${path} can't be in a layer`);
  }
}

/** The same for layers that have the same bytes. */
function keyOf(entries: readonly LayerEntry[]): string {
  const lines = entries.map(({ path, node }) => {
    const content = node.type === 'file' ? node.content.key : node.type === 'symlink' ? node.linkTarget : '';
    return `${node.type}\0${node.mode}\0${node.uid}\0${node.gid}\0${path}\0${content}\0`;
  });
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
