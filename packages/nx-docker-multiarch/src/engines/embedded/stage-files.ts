import { applyLayer, type ListedEntry } from './apply-layer.js';
import type { StoredLayer } from './base-image.js';
import type { LayerEntry } from './changes.js';
import {
  cloneTree,
  emptyFolder,
  findNode,
  loadContent,
  resolveLinks,
  splitNames,
  type FileContent,
  type FolderNode,
} from './file-tree.js';

/** A layer that an instruction made: not a tar yet, and never one if only another stage copies from it. */
export interface MadeLayer {
  readonly kind: 'made';
  readonly entries: readonly LayerEntry[];
}

export type StageLayer = StoredLayer | MadeLayer;

/** Looks into layers that are stored somewhere. */
export interface StoredFiles {
  /** What the tar of a layer lists. The layer is read once, if at all. */
  list(layer: StoredLayer, signal: AbortSignal): Promise<readonly ListedEntry[]>;
  /** The content of a file of a layer; read when it is asked for. */
  contentOf(layer: StoredLayer, entry: ListedEntry): FileContent;
}

/** The files of a stage, as layers, and as a tree where somebody looks. */
export class StageFiles {
  #layers: StageLayer[];
  #tree: FolderNode | undefined;
  /** How many of the layers are in the tree. */
  #applied: number;

  private constructor(
    private readonly stored: StoredFiles,
    layers: readonly StageLayer[],
    tree: FolderNode | undefined,
    applied: number,
  ) {
    this.#layers = [...layers];
    this.#tree = tree;
    this.#applied = applied;
  }

  /** What a stage starts with that is built on these layers. */
  static on(layers: readonly StageLayer[], stored: StoredFiles): StageFiles {
    return new StageFiles(stored, layers, undefined, 0);
  }

  /** A stage of its own that starts with the same files. */
  fork(): StageFiles {
    return new StageFiles(this.stored, this.#layers, this.#tree && cloneTree(this.#tree), this.#applied);
  }

  get layers(): readonly StageLayer[] {
    return this.#layers;
  }

  /** Adds a layer that was made of the present tree, which has it already. */
  addInPlace(entries: readonly LayerEntry[]): void {
    this.#layers.push({ kind: 'made', entries });
    this.#applied = this.#layers.length;
  }

  /** Adds a layer that was made without a look at the files below. */
  add(entries: readonly LayerEntry[]): void {
    this.#layers.push({ kind: 'made', entries });
  }

  /**
   * Whether there is a folder at a path, whatever is in the layers that nobody looked into: what an instruction made stands
   * in front of it, and so do the folders that it is in.
   */
  hasMadeFolder(path: string): boolean {
    const above = this.#layers.slice(this.#layers.findLastIndex(({ kind }) => kind === 'stored') + 1);
    const made = above.flatMap((layer) => (layer.kind === 'made' ? layer.entries : []));
    const types = new Map(made.map((entry) => [entry.path, entry.node.type]));
    const names = splitNames(path);
    return names.every((_, depth) => types.get(names.slice(0, depth + 1).join('/')) === 'directory');
  }

  /** All files, as a container of this stage would see them. Lists the layers that nobody looked into yet. */
  async tree(signal: AbortSignal): Promise<FolderNode> {
    const tree = (this.#tree ??= emptyFolder());
    while (this.#applied < this.#layers.length) {
      const layer = this.#layers[this.#applied++] as StageLayer;
      if (layer.kind === 'made') applyLayer(tree, layer.entries.map(toListed), contentsOf(layer));
      else
        applyLayer(tree, await this.stored.list(layer, signal), (entry) =>
          this.stored.contentOf(layer, entry),
        );
    }
    return tree;
  }

  /** The text of a small file; `undefined` if there is none. */
  async readText(path: string, signal: AbortSignal): Promise<string | undefined> {
    const tree = await this.tree(signal);
    const node = findNode(tree, resolveLinks(tree, path));
    if (node?.type !== 'file') return undefined;
    return Buffer.from(await loadContent(node.content, signal)).toString();
  }
}

function toListed({ path, node }: LayerEntry): ListedEntry {
  const { type, mode, uid, gid } = node;
  return {
    path,
    type,
    mode,
    uid,
    gid,
    sizeBytes: node.type === 'file' ? node.content.sizeBytes : 0,
    linkTarget: node.type === 'symlink' ? node.linkTarget : undefined,
  };
}

function contentsOf({ entries }: MadeLayer): (entry: ListedEntry) => FileContent {
  const contents = new Map(
    entries.map(({ path, node }) => [path, node.type === 'file' ? node.content : undefined]),
  );
  return ({ path }) => contents.get(path) as FileContent;
}
