import { Readable } from 'node:stream';
import { writeTar, type TarInput } from '@nx-docker-multiarch/oci/layer';
import {
  digestHex,
  formatPlatform,
  isManifestMediaType,
  isSamePlatform,
  parseManifest,
  parsePlatform,
  type Descriptor,
  type EncodedDocument,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { blobsOf, readImageTree, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { PluginError } from '../errors/index.js';
import type { Run } from '../process/index.js';

/** An image to load: its root, what the root points to, and the names it gets. */
export interface LoadRequest {
  readonly root: EncodedDocument;
  readonly contents: readonly { readonly descriptor: Descriptor; readonly store: ImageStore }[];
  readonly names: readonly string[];
}

/** What Docker has after a load. */
export interface LoadedImage {
  readonly names: readonly string[];
  /** What the names point to: the root, or one platform's manifest where Docker holds only one. */
  readonly digest: string;
  readonly platforms: readonly Platform[];
}

/** Loads an image into Docker. Errors: `LOAD_FAILED`, `TOOL_MISSING`, `PROCESS_FAILED`, `CANCELLED`. */
export type LoadImage = (request: LoadRequest, signal: AbortSignal) => Promise<LoadedImage>;

type Contents = LoadRequest['contents'];

/**
 * Loads with `docker load`: all platforms where Docker keeps images in the containerd store, else the one that is
 * Docker's own.
 */
export function createDockerLoad(run: Run): LoadImage {
  return async ({ root, contents, names }, signal) => {
    const { platform, holdsIndexes } = await askDocker(run, signal);
    const images = contents.filter(({ descriptor }) => descriptor.platform?.os !== 'unknown');
    const own = images.find(
      ({ descriptor }) => descriptor.platform && isSamePlatform(descriptor.platform, platform),
    );
    if (!holdsIndexes && !own) throw noPlatformOfDocker(platform);
    const chosen =
      holdsIndexes || !own ? { top: root.descriptor, contents } : { top: own.descriptor, contents: [own] };
    const input = Readable.from(writeTar(archive(root, chosen, names, signal)), { objectMode: false });
    await run({ command: 'docker', args: ['load', '--quiet'], input, signal });
    const platforms = (holdsIndexes ? images : [own]).flatMap((image) => image?.descriptor.platform ?? []);
    return { names, digest: chosen.top.digest, platforms };
  };
}

async function askDocker(
  run: Run,
  signal: AbortSignal,
): Promise<{ platform: Platform; holdsIndexes: boolean }> {
  const format = '{{json .DriverStatus}}\n{{.OSType}}/{{.Architecture}}';
  const { stdout } = await run({ command: 'docker', args: ['info', '--format', format], signal });
  const [status = '', platform = ''] = stdout.split('\n');
  return {
    platform: parsePlatform(platform.replace('x86_64', 'amd64').replace('aarch64', 'arm64')),
    holdsIndexes: status.includes('io.containerd.snapshotter'),
  };
}

/** An OCI layout as a tar, which is what containerd's import takes; with a manifest.json for a Docker without it. */
async function* archive(
  root: EncodedDocument,
  { top, contents }: { top: Descriptor; contents: Contents },
  names: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<TarInput> {
  const { mediaType, digest, size } = top;
  const manifests = names.map((name) => ({
    mediaType,
    digest,
    size,
    annotations: {
      'io.containerd.image.name': name,
      'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
    },
  }));
  yield json('oci-layout', { imageLayoutVersion: '1.0.0' });
  yield json('index.json', { schemaVersion: 2, manifests });
  const written = new Set<string>();
  if (digest === root.descriptor.digest) yield* once(written, documentEntry(root));
  for (const { descriptor, store } of contents) {
    for (const node of await readImageTree(store, descriptor, signal)) {
      for (const blob of blobsOf(node)) yield* once(written, blobEntry(blob, store, signal));
      yield* once(written, documentEntry(node.encoded));
      if (isManifestMediaType(mediaType)) yield json('manifest.json', [dockerManifest(node.encoded, names)]);
    }
  }
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

function json(path: string, value: unknown): TarInput {
  return { path, type: 'file', content: Buffer.from(JSON.stringify(value)) };
}

function blobPath({ digest }: Pick<Descriptor, 'digest'>): string {
  return `blobs/sha256/${digestHex(digest)}`;
}

function noPlatformOfDocker(platform: Platform): PluginError {
  return new PluginError(
    'LOAD_FAILED',
    `Loading the image into Docker: it has no image for ${formatPlatform(platform)}, which is Docker's own`,
    {
      hint: `Add ${formatPlatform(platform)} to platforms, or let Docker keep all platforms: {"features": {"containerd-snapshotter": true}} in its daemon.json.`,
    },
  );
}
