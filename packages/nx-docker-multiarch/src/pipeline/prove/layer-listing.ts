import { inflateLayer, readTarEntries, verifyDiffId, type TarEntry } from '@nx-docker-multiarch/oci/layer';
import type { Descriptor, Digest } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { ListedFile } from '../../engines/index.js';
import { readProgram, type Program } from './program.js';

/** What is known of one path of a layer. */
export interface LayerFile extends Pick<TarEntry, 'type' | 'mode' | 'linkTarget'> {
  /** What its first bytes make of it. */
  readonly program?: Program;
}

/** The paths of one layer. Paths have no leading slash. */
export interface LayerListing {
  readonly files: ReadonlyMap<string, LayerFile>;
  /** Paths that the layer removes from those below (image-spec, layer.md §Whiteouts). */
  readonly whiteouts: ReadonlySet<string>;
  /** Folders of which the layer hides all that lies below; the root is the empty text. */
  readonly opaque: ReadonlySet<string>;
  /** Folders that are there only because something in them is. */
  readonly impliedFolders: ReadonlySet<string>;
}

const BOUNDS = { maxEntries: 1_000_000, maxBytes: 8 * 1024 ** 3 };
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * Streams one layer and keeps a few words a file. Errors: `CONTENT_MISMATCH` if its diff id is another, those of
 * reading a layer and of the store.
 */
export async function listLayer(
  layer: Descriptor,
  diffId: Digest,
  store: ImageStore,
  signal: AbortSignal,
): Promise<LayerListing> {
  const hint = 'Build the image again: no machine could unpack it.';
  const tar = inflateLayer(store.readBlob(layer, signal));
  return listFiles(readTarEntries(verifyDiffId(tar, diffId, 'Reading a layer', hint), BOUNDS));
}

/** The listing of a layer with these entries. Errors: those of their source. */
export async function listFiles(
  entries: Iterable<ListedFile> | AsyncIterable<ListedFile>,
): Promise<LayerListing> {
  const files = new Map<string, LayerFile>();
  const whiteouts = new Set<string>();
  const opaque = new Set<string>();
  for await (const entry of entries) {
    const { folder, name } = splitPath(entry.path);
    if (name === OPAQUE) opaque.add(folder);
    else if (name.startsWith(WHITEOUT)) whiteouts.add(joinPath(folder, name.slice(WHITEOUT.length)));
    else files.set(entry.path, toLayerFile(entry));
  }
  return { files, whiteouts, opaque, impliedFolders: impliedFolders(files) };
}

/** The folders above a path, nearest first; without the root. */
export function* foldersAbove(path: string): Iterable<string> {
  for (let { folder } = splitPath(path); folder !== ''; { folder } = splitPath(folder)) yield folder;
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

function toLayerFile({ type, mode, linkTarget, head }: ListedFile): LayerFile {
  const program = readProgram(head);
  return { type, mode, ...(linkTarget !== undefined && { linkTarget }), ...(program && { program }) };
}

function impliedFolders(files: ReadonlyMap<string, LayerFile>): ReadonlySet<string> {
  const implied = new Set<string>();
  for (const path of files.keys()) {
    for (const folder of foldersAbove(path)) {
      if (implied.has(folder)) break;
      implied.add(folder);
    }
  }
  return implied;
}
