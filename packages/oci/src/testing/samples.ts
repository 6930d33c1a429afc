import { gzipBytes, writeTar, type TarInput } from '../layer/index.js';
import {
  canonicalJson,
  combineIndex,
  describeDocument,
  digestOf,
  OCI_CONFIG,
  OCI_LAYER_GZIP,
  OCI_LAYER_TAR,
  OCI_MANIFEST,
  parsePlatform,
  UNKNOWN_PLATFORM,
  type Descriptor,
  type Digest,
  type Platform,
} from '../model/index.js';
import type { ImageStore } from '../store/index.js';
import { piecesOf, readAll } from './content.js';

/** A file of a sample layer: its content, or a link. A path that ends in `/` is a folder, whatever stands here. */
export type SampleFile =
  | string
  | Uint8Array
  | { readonly content?: string | Uint8Array; readonly mode?: number }
  | { readonly link: string }
  | { readonly hardLink: string };

/** Files by their paths, in the order of the tar. Parents are not added; `.wh.name` takes a name away. */
export type SampleLayer = Readonly<Record<string, SampleFile>>;

export interface SampleImageOptions {
  /** A platform, or its text: `linux/arm64`. */
  readonly platform: Platform | string;
  readonly layers?: readonly SampleLayer[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: readonly string[];
  readonly workingDir?: string;
  readonly onBuild?: readonly string[];
  /** Its layers come first. */
  readonly base?: SampleImage;
  /** Default `gzip`. */
  readonly compression?: 'gzip' | 'none';
}

/** An image that a store holds. */
export interface SampleImage {
  /** With its platform. */
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly Digest[];
}

/** Writes a valid image; by default with one layer, in which the file `platform` says what it is for. */
export async function sampleImage(store: ImageStore, options: SampleImageOptions): Promise<SampleImage> {
  const { base, compression = 'gzip' } = options;
  const platform = typeof options.platform === 'string' ? parsePlatform(options.platform) : options.platform;
  const layers = [...(base?.layers ?? [])];
  const diffIds = [...(base?.diffIds ?? [])];
  for (const layer of options.layers ?? [{ platform: canonicalJson(platform) }]) {
    const tar = await sampleTar(layer);
    diffIds.push(digestOf(tar));
    const isGzip = compression === 'gzip';
    layers.push(
      await writeSampleBlob(store, isGzip ? gzipBytes(tar) : tar, isGzip ? OCI_LAYER_GZIP : OCI_LAYER_TAR),
    );
  }
  const config = await writeConfig(store, platform, diffIds, options);
  const manifest = await writeManifest(store, { config, layers });
  return { manifest: { ...manifest, platform }, config, layers, diffIds };
}

/** Writes what BuildKit attaches to an image as its provenance: a manifest for no platform, about this one. */
export async function sampleAttestation(store: ImageStore, { manifest }: SampleImage): Promise<Descriptor> {
  const statement = Buffer.from(canonicalJson({ subject: [{ digest: manifest.digest }] }));
  const layer = await writeSampleBlob(store, statement, 'application/vnd.in-toto+json');
  const config = await writeConfig(store, UNKNOWN_PLATFORM, [digestOf(statement)], {});
  return {
    ...(await writeManifest(store, { config, layers: [layer] })),
    platform: UNKNOWN_PLATFORM,
    annotations: {
      'vnd.docker.reference.digest': manifest.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  };
}

/** Writes an index over images and attestations of this store, under a tag if one is given. */
export async function sampleIndex(
  store: ImageStore,
  children: readonly (SampleImage | Descriptor)[],
  tag?: string,
): Promise<Descriptor> {
  const index = combineIndex(children.map((child) => ('manifest' in child ? child.manifest : child)));
  await store.writeManifest(index, tag);
  return index.descriptor;
}

/** Writes any bytes as a blob. */
export async function writeSampleBlob(
  store: ImageStore,
  content: Uint8Array | string,
  mediaType = 'application/octet-stream',
): Promise<Descriptor> {
  const bytes = Buffer.from(content);
  const blob = { mediaType, digest: digestOf(bytes), size: bytes.length };
  await store.writeBlob(blob, () => piecesOf(bytes));
  return blob;
}

/** The uncompressed tar of a sample layer. */
export async function sampleTar(layer: SampleLayer): Promise<Uint8Array> {
  return readAll(writeTar(Object.entries(layer).map(([path, file]) => toTarInput(path, file))));
}

function toTarInput(path: string, file: SampleFile): TarInput {
  if (typeof file === 'string' || file instanceof Uint8Array) return toTarInput(path, { content: file });
  if ('link' in file) return { path, type: 'symlink', linkTarget: file.link };
  if ('hardLink' in file) return { path, type: 'hardlink', linkTarget: file.hardLink };
  const mode = file.mode !== undefined && { mode: file.mode };
  if (path.endsWith('/')) return { path, type: 'directory', ...mode };
  return { path, type: 'file', content: Buffer.from(file.content ?? ''), ...mode };
}

async function writeConfig(
  store: ImageStore,
  platform: Platform,
  diffIds: readonly Digest[],
  { entrypoint, cmd, env, workingDir, onBuild }: Partial<SampleImageOptions>,
): Promise<Descriptor> {
  const config = { Entrypoint: entrypoint, Cmd: cmd, Env: env, WorkingDir: workingDir, OnBuild: onBuild };
  const json = { ...platform, config, rootfs: { type: 'layers', diff_ids: diffIds } };
  return writeSampleBlob(store, canonicalJson(json), OCI_CONFIG);
}

async function writeManifest(
  store: ImageStore,
  content: { config: Descriptor; layers: readonly Descriptor[] },
): Promise<Descriptor> {
  const json = { schemaVersion: 2, mediaType: OCI_MANIFEST, ...content };
  const document = describeDocument(Buffer.from(canonicalJson(json)), OCI_MANIFEST);
  await store.writeManifest(document);
  return document.descriptor;
}
