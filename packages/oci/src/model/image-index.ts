import { canonicalJson } from './canonical-json.js';
import { compareText } from './compare-text.js';
import type { Descriptor } from './descriptor.js';
import { describeDocument, type EncodedDocument, type ImageIndex } from './document.js';
import { OCI_INDEX } from './media-types.js';
import { comparePlatforms, isSamePlatform, type Platform } from './platform.js';

/** The platform under which attestation manifests stand in an index. */
export const UNKNOWN_PLATFORM: Platform = { os: 'unknown', architecture: 'unknown' };

const REFERENCE_DIGEST = 'vnd.docker.reference.digest';
const REFERENCE_TYPE = 'vnd.docker.reference.type';

/** Whether a child of an index is an attestation about another child, as BuildKit writes them. */
export function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.[REFERENCE_TYPE] === 'attestation-manifest';
}

/** The child of an index that says it is for a platform. */
export function findPlatform({ manifests }: ImageIndex, platform: Platform): Descriptor | undefined {
  return manifests.find((child) => child.platform && isSamePlatform(child.platform, platform));
}

/** The digest of the platform manifest that an attestation is about. */
export function attestedDigest({ annotations }: Descriptor): string | undefined {
  return annotations?.[REFERENCE_DIGEST];
}

/**
 * One index over platform manifests and attestations: the same children give the same bytes, in whatever order
 * they come. Platforms first, by os, architecture and variant; attestations behind, in the order of what they are about.
 */
export function combineIndex(children: readonly Descriptor[]): EncodedDocument {
  const images = children.filter((child) => !isAttestation(child)).sort(compareImages);
  const rank = new Map<string | undefined, number>(images.map(({ digest }, position) => [digest, position]));
  const rankOf = (child: Descriptor): number => rank.get(attestedDigest(child)) ?? images.length;
  const attestations = children
    .filter(isAttestation)
    .sort((a, b) => rankOf(a) - rankOf(b) || compareText(a.digest, b.digest));
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...images, ...attestations] };
  return describeDocument(Buffer.from(canonicalJson(index)), OCI_INDEX);
}

function compareImages(a: Descriptor, b: Descriptor): number {
  return (
    comparePlatforms(a.platform ?? UNKNOWN_PLATFORM, b.platform ?? UNKNOWN_PLATFORM) ||
    compareText(a.digest, b.digest)
  );
}
