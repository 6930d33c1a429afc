import { digestOf, parsePlatform, type Digest, type EncodedDocument } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, type SampleImage } from '@nx-docker-multiarch/oci/testing';
import { entryTag, formatEntry } from '../pipeline/cache/cache-entry.js';

/** For tests: an entry that a store holds, under its tag, and the image it is about. */
export interface SampleEntry {
  readonly inputDigest: Digest;
  readonly tag: string;
  readonly document: EncodedDocument;
  readonly image: SampleImage;
}

/** For tests: writes an entry of inputs of this name, and its image. */
export async function sampleEntry(
  store: ImageStore,
  name: string,
  createdAt: Date,
  platform = 'linux/amd64',
): Promise<SampleEntry> {
  const image = await sampleImage(store, { platform, layers: [{ file: name }] });
  const inputDigest = digestOf(name);
  const document = formatEntry({
    ...{ inputDigest, createdAt, attestations: [], record: undefined },
    manifest: { ...image.manifest, platform: parsePlatform(platform) },
    proof: { executables: [], reason: undefined, isLeftToBase: false, warnings: [], sizeBytes: 0 },
  });
  const tag = entryTag('nxdm-', inputDigest);
  await store.writeManifest(document, tag);
  return { inputDigest, tag, document, image };
}
