import type { Digest } from '@nx-docker-multiarch/oci/model';
import { foldersAbove, joinPath, type LayerFile, type LayerListing } from './layer-listing.js';

/** Reads one layer's listing, by the digest of its uncompressed bytes. */
export type ListLayer = (diffId: Digest) => Promise<LayerListing>;

/** A file of an image, and the real path it was found under. */
export interface FoundFile {
  readonly path: string;
  readonly file: LayerFile;
}

const MAX_LINKS = 40;
const FOLDER: LayerFile = { type: 'directory', mode: 0o755 };

/**
 * The file tree that a container would see, read lazily: a layer is listed only if no layer above it
 * decides the question.
 */
export class ImageFiles {
  readonly #layers: readonly Digest[];
  readonly #list: ListLayer;
  readonly #read = new Map<Digest, LayerListing>();

  /** `diffIds` as in the image config, base first. `scope` is what they are in a sentence. */
  constructor(
    diffIds: readonly Digest[],
    list: ListLayer,
    readonly scope = 'its layers',
  ) {
    this.#layers = [...diffIds].reverse();
    this.#list = list;
  }

  /** What a container would see of the layers read so far, at the wanted paths: no link is followed. */
  *visible(isWanted: (path: string) => boolean): Iterable<FoundFile> {
    // A layer is read only after all above it: the order of reading is that of the layers.
    const above: LayerListing[] = [];
    for (const listing of this.#read.values()) {
      for (const [path, file] of listing.files) {
        if (!isWanted(`/${path}`)) continue;
        if (above.some((upper) => upper.files.has(path) || hides(upper, path))) continue;
        yield { path: `/${path}`, file };
      }
      above.push(listing);
    }
  }

  /** What a path is once every link in it is followed; `undefined` if it leads nowhere. */
  async follow(path: string): Promise<FoundFile | undefined> {
    let links = 0;
    let pending = path.split('/');
    let at = '';
    let file = FOLDER;
    while (pending.length > 0) {
      const [name = '', ...rest] = pending;
      pending = rest;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        at = at.slice(0, Math.max(at.lastIndexOf('/'), 0));
        continue;
      }
      const next = joinPath(at, name);
      const found = await this.#find(next);
      if (found?.type === 'symlink' && links++ < MAX_LINKS) {
        const target = found.linkTarget ?? '';
        if (target.startsWith('/')) at = '';
        pending = [...target.split('/'), ...pending];
        continue;
      }
      if (found === undefined || found.type === 'symlink') return undefined;
      [at, file] = [next, found];
    }
    return { path: `/${at}`, file };
  }

  /** The entry at exactly this path, whose folders are real, from the topmost layer that has a say in it. */
  async #find(path: string, fromLayer = 0, links = 0): Promise<LayerFile | undefined> {
    let isImplied = false;
    for (const [position, diffId] of this.#layers.entries()) {
      if (position < fromLayer) continue;
      const listing = await this.#listing(diffId);
      const file = listing.files.get(path);
      if (file?.type === 'hardlink') {
        return links < MAX_LINKS ? this.#find(file.linkTarget ?? '', position, links + 1) : undefined;
      }
      if (file) return file;
      isImplied ||= listing.impliedFolders.has(path);
      if (hides(listing, path)) break;
    }
    return isImplied ? FOLDER : undefined;
  }

  async #listing(diffId: Digest): Promise<LayerListing> {
    const listing = this.#read.get(diffId) ?? (await this.#list(diffId));
    this.#read.set(diffId, listing);
    return listing;
  }
}

/** Whether nothing at `path` can be seen through this layer from those below. */
function hides({ files, whiteouts, opaque }: LayerListing, path: string): boolean {
  if (whiteouts.has(path) || opaque.has('')) return true;
  for (const folder of foldersAbove(path)) {
    const type = files.get(folder)?.type;
    if (whiteouts.has(folder) || opaque.has(folder) || (type !== undefined && type !== 'directory'))
      return true;
  }
  return false;
}
