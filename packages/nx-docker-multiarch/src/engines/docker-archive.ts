import type { TarInput } from '@nx-docker-multiarch/oci/layer';
import {
  digestHex,
  isManifestMediaType,
  parseManifest,
  type Descriptor,
  type EncodedDocument,
} from '@nx-docker-multiarch/oci/model';
import { blobsOf, readImageTree, type ImageStore } from '@nx-docker-multiarch/oci/store';

/** A manifest, and the store that holds it and all that it refers to. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly store: ImageStore;
}

/** What an archive holds under its names. */
export interface ArchiveContents {
  /** What the names point to: an index over the contents, or the one manifest of them. */
  readonly top: EncodedDocument | StoredManifest;
  readonly contents: readonly StoredManifest[];
}

/**
 * The entries of a tar that `docker load` takes: an OCI layout, which is what containerd's import reads, and for one
 * manifest also the `manifest.json` of a Docker that keeps images without containerd. Each blob comes once.
 */
export async function* dockerArchive(
  { top, contents }: ArchiveContents,
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<TarInput> {
  yield jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' });
  yield jsonEntry('index.json', { schemaVersion: 2, manifests: names.map((name) => named(top, name)) });
  const written = new Set<string>();
  if ('bytes' in top) yield* once(written, documentEntry(top));
  for (const { descriptor, store } of contents) {
    for (const node of await readImageTree(store, descriptor, signal)) {
      for (const blob of blobsOf(node)) yield* once(written, blobEntry(blob, store, signal));
      yield* once(written, documentEntry(node.encoded));
      if (isManifestMediaType(top.descriptor.mediaType)) {
        yield jsonEntry('manifest.json', [dockerManifest(node.encoded, names)]);
      }
    }
  }
}

/** A descriptor with the name in both spellings: containerd's is the whole one. */
function named(
  { descriptor: { mediaType, digest, size } }: ArchiveContents['top'],
  name: string,
): Descriptor {
  const annotations = {
    'io.containerd.image.name': name,
    'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
  };
  return { mediaType, digest, size, annotations };
}

function dockerManifest(encoded: EncodedDocument, names: readonly string[]): object {
  const { config, layers } = parseManifest(encoded);
  return { Config: blobPath(config), RepoTags: names, Layers: layers.map(blobPath) };
}

function documentEntry({ descriptor, bytes }: EncodedDocument): TarInput {
  return { path: blobPath(descriptor), type: 'file', content: bytes };
}

function blobEntry(blob: Descriptor, store: ImageStore, signal: AbortSignal): TarInput {
  return {
    path: blobPath(blob),
    type: 'file',
    sizeBytes: blob.size,
    read: () => store.readBlob(blob, signal),
  };
}

function* once(written: Set<string>, entry: TarInput): Generator<TarInput> {
  if (written.has(entry.path)) return;
  written.add(entry.path);
  yield entry;
}

function jsonEntry(path: string, value: unknown): TarInput {
  return { path, type: 'file', content: Buffer.from(JSON.stringify(value)) };
}

function blobPath({ digest }: Pick<Descriptor, 'digest'>): string {
  return `blobs/sha256/${digestHex(digest)}`;
}
