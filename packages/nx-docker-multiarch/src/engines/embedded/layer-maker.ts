import { createHash } from 'node:crypto';
import { writeLayer, type TarInput } from '@nx-docker-multiarch/oci/layer';
import type { Descriptor, Digest } from '@nx-docker-multiarch/oci/model';
import { PluginError } from '../../errors/index.js';
import type { LayerEntry } from './changes.js';
import { loadContent, type FileContent } from './file-tree.js';
import type { ListedFile } from '../engine.js';
import { listEntries, watchHeads, type HeadWatch } from './layer-heads.js';
import type { KnownLayer, KnownLayers } from './known-layers.js';

/** A layer that was made. */
export interface FinishedLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly files: readonly ListedFile[];
  read(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Makes layers: the same for several platforms only once, and what is known from an earlier run not before it is read. */
export interface LayerMaker {
  make(entries: readonly LayerEntry[]): Promise<FinishedLayer>;
}

export interface LayerMakerOptions {
  /** A folder of this run's own, for layers too large for memory. */
  readonly directory: string;
  /** The time of every file, in seconds of Unix time. */
  readonly createdAt: number;
  /** Another text wherever the same content may be compressed to other bytes. */
  readonly compressor: string;
  /** Brings contents near that can't be read one by one. */
  readonly prepare: (contents: readonly FileContent[], signal: AbortSignal) => Promise<void>;
  /** The digests of those contents that lie on the disc, by their keys. */
  readonly digestsOf: (contents: readonly FileContent[]) => Promise<ReadonlyMap<string, Digest>>;
  readonly known: KnownLayers;
  readonly signal: AbortSignal;
}

/** Raised when the same entries give another layer. */
const VERSION = 2;

/** Up to here a file is read whole, ahead of its turn. */
const LOADED_BYTES = 256 * 1024;

/** A maker for one run. */
export function createLayerMaker(options: LayerMakerOptions): LayerMaker {
  const made = new Map<string, Promise<FinishedLayer>>();
  return {
    make(entries) {
      const key = keyOf(entries, ({ key }) => key);
      const layer = made.get(key) ?? findOrMake(entries, options);
      made.set(key, layer);
      return layer;
    },
  };
}

async function findOrMake(
  entries: readonly LayerEntry[],
  options: LayerMakerOptions,
): Promise<FinishedLayer> {
  const { known, createdAt, compressor, digestsOf } = options;
  const digests = await digestsOf(contentsOf(entries));
  const isLasting = contentsOf(entries).every(({ key, isLasting }) => isLasting || digests.has(key));
  if (!isLasting) return makeLayer(entries, options);
  const key = keyOf(entries, (content) => digests.get(content.key) ?? content.key, [
    `${VERSION} ${createdAt} ${compressor}`,
  ]);
  const found = await known.find(key);
  if (found !== undefined) {
    const files = listEntries(entries, found.heads);
    let again: Promise<FinishedLayer> | undefined;
    const makeAgain = (): Promise<FinishedLayer> => (again ??= remake(key, found, entries, options));
    return { ...found, files, read: () => readLater(makeAgain) };
  }
  const layer = await makeLayer(entries, options);
  const heads = new Map(layer.files.flatMap(({ path, head }) => (head.length > 0 ? [[path, head]] : [])));
  await known.keep(key, { ...layer, heads });
  return layer;
}

/** A layer that was not needed until now: most often it is where it is pushed to. */
async function remake(
  key: string,
  { descriptor }: KnownLayer,
  entries: readonly LayerEntry[],
  options: LayerMakerOptions,
): Promise<FinishedLayer> {
  const layer = await makeLayer(entries, options);
  if (layer.descriptor.digest === descriptor.digest) return layer;
  await options.known.forget(key);
  throw new PluginError(
    'BUILD_FAILED',
    `Making layer ${descriptor.digest} again: it is now ${layer.descriptor.digest}`,
    { hint: 'Run it again: what was remembered of it has been forgotten.' },
  );
}

async function* readLater(make: () => Promise<FinishedLayer>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* (await make()).read();
}

async function makeLayer(
  entries: readonly LayerEntry[],
  { directory, createdAt, prepare, signal }: LayerMakerOptions,
): Promise<FinishedLayer> {
  await prepare(contentsOf(entries), signal);
  const watch = watchHeads();
  const inputs = entries.map((entry) => toTarInput(entry, createdAt, watch, signal));
  const layer = await writeLayer(inputs, { spillFolder: directory, signal });
  return { ...layer, files: listEntries(entries, watch.heads) };
}

function contentsOf(entries: readonly LayerEntry[]): readonly FileContent[] {
  return entries.flatMap(({ node }) => (node.type === 'file' ? [node.content] : []));
}

function toTarInput(
  { path, node }: LayerEntry,
  mtimeSeconds: number,
  watch: HeadWatch,
  signal: AbortSignal,
): TarInput {
  const { mode, uid, gid } = node;
  const entry = { path, mode, uid, gid, mtimeSeconds };
  switch (node.type) {
    case 'directory':
      return { ...entry, type: 'directory' };
    case 'symlink':
      return { ...entry, type: 'symlink', linkTarget: node.linkTarget };
    case 'file': {
      const { content } = node;
      const { sizeBytes } = content;
      const file = { ...entry, type: 'file', sizeBytes } as const;
      const fill = watch.fill(path, content);
      if (fill !== undefined) return { ...file, fill };
      return sizeBytes <= LOADED_BYTES
        ? { ...file, load: async () => watch.load(path, await loadContent(content, signal)) }
        : { ...file, read: () => watch.read(path, content, signal) };
    }
    case 'other':
      throw new Error(`/${path} can't be in a layer`);
  }
}

/** The same for layers that have the same bytes. */
function keyOf(
  entries: readonly LayerEntry[],
  keyOfContent: (content: FileContent) => string,
  more: readonly string[] = [],
): string {
  const lines = entries.map(({ path, node }) => {
    const { type, mode, uid, gid } = node;
    const content =
      node.type === 'file' ? keyOfContent(node.content) : node.type === 'symlink' ? node.linkTarget : '';
    return `${type}\0${mode}\0${uid}\0${gid}\0${path}\0${content}\0`;
  });
  return createHash('sha256')
    .update([...more, ...lines].join('\n'))
    .digest('hex');
}
