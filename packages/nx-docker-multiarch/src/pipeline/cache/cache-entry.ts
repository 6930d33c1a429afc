import {
  attestedDigest,
  canonicalJson,
  describeDocument,
  digestHex,
  formatPlatform,
  isAttestation,
  isDigest,
  isManifestMediaType,
  isSamePlatform,
  OCI_INDEX,
  parseIndex,
  type Descriptor,
  type Digest,
  type EncodedDocument,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../../errors/index.js';
import { printable } from './printable.js';
import { formatProof, parseProof } from './proof-text.js';
import type { Proof } from '../prove/prove.js';

/** The annotation by which an entry, and the child of an image's index, says what inputs it was made of. */
export const INPUT_DIGEST = 'dev.nx-docker-multiarch.input-digest';

/** The type of an entry's record of inputs. */
export const RECORD_TYPE = 'application/vnd.nx-docker-multiarch.inputs.v1+json';

const SCHEMA = 'dev.nx-docker-multiarch.cache-schema';
const PROOF = 'dev.nx-docker-multiarch.proof';
const CREATED = 'org.opencontainers.image.created';
const SCHEMA_VERSION = '1';

/** BuildKit makes one for each image. */
const MAX_ATTESTATIONS = 8;

/** What is remembered of one platform's build. */
export interface CacheEntry {
  readonly inputDigest: Digest;
  /** The platform's manifest, as the engine made it; its `platform` member is set. */
  readonly manifest: Descriptor;
  readonly attestations: readonly Descriptor[];
  /** The artifact manifest with the record of the inputs. */
  readonly record: Descriptor | undefined;
  readonly proof: Proof;
  readonly createdAt: Date;
}

/** The tag that an entry has in the cache repository. */
export function entryTag(prefix: string, inputDigest: Digest): string {
  return `${prefix}${digestHex(inputDigest)}`;
}

/** An entry as the image index that a registry keeps. */
export function formatEntry(entry: CacheEntry): EncodedDocument {
  const { inputDigest, manifest, attestations, record, proof, createdAt } = entry;
  const index = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [manifest, ...attestations, ...(record ? [record] : [])],
    annotations: {
      [SCHEMA]: SCHEMA_VERSION,
      [INPUT_DIGEST]: inputDigest,
      [PROOF]: formatProof(proof),
      [CREATED]: createdAt.toISOString(),
    },
  };
  return describeDocument(Buffer.from(canonicalJson(index)), OCI_INDEX);
}

/** Reads an entry as what it is asked for: an entry of these inputs, of this platform. Else why it is not: no sentence. */
export function parseEntry(
  document: EncodedDocument,
  inputDigest: Digest,
  platform: Platform,
): CacheEntry | string {
  const entry = parseAnyEntry(document, inputDigest);
  if (typeof entry === 'string' || isSamePlatform(entry.platform, platform)) return entry;
  return printable(`its image is for ${formatPlatform(entry.platform)}`);
}

/** As `parseEntry`, of whatever platform. */
export function parseAnyEntry(
  document: EncodedDocument,
  inputDigest: Digest,
): (CacheEntry & { readonly platform: Platform }) | string {
  const entry = readEntry(document, inputDigest);
  return typeof entry === 'string' ? printable(entry) : entry;
}

function readEntry(document: EncodedDocument, inputDigest: Digest): ReturnType<typeof parseAnyEntry> {
  try {
    const { manifests, annotations = {} } = parseIndex(document);
    if (annotations[SCHEMA] !== SCHEMA_VERSION) return 'it is no cache entry of this version';
    const { [INPUT_DIGEST]: said = 'nothing' } = annotations;
    if (said !== inputDigest) return `it says it is for ${said}`;
    const images = manifests.filter((child) => child.artifactType === undefined && !isAttestation(child));
    const [manifest] = images;
    if (images.length !== 1 || manifest?.platform === undefined) return 'it does not name one image';
    if (!isManifestMediaType(manifest.mediaType)) return `its image is a ${manifest.mediaType}`;
    const attestations = manifests.filter(isAttestation);
    if (
      new Set(attestations.map(({ digest }) => digest)).size !== attestations.length ||
      attestations.length > MAX_ATTESTATIONS
    )
      return 'it has more attestations than an image has';
    if (attestations.some((each) => attestedDigest(each) !== manifest.digest))
      return 'it has an attestation about another image';
    const createdAt = new Date(annotations[CREATED] ?? '');
    if (Number.isNaN(createdAt.getTime())) return 'it does not say when it was written';
    const record = manifests.find(({ artifactType }) => artifactType === RECORD_TYPE);
    // Nothing else that it says of the image: all of this goes into the image's own index.
    const { mediaType, digest, size, platform } = manifest;
    return {
      ...{ inputDigest, attestations, record, createdAt, platform },
      manifest: { mediaType, digest, size, platform },
      proof: parseProof(annotations[PROOF] ?? ''),
    };
  } catch (error) {
    if (error instanceof CodedError) return error.message;
    throw error;
  }
}

/** Clocks of two machines may differ by so much. */
const MAX_AHEAD_MS = 3_600_000;

/** Whether an entry was written longer ago than it may have been, where it may not be of any age; or in the future. */
export function isTooOld({ createdAt }: CacheEntry, maxAgeMs: number | undefined, now: Date): boolean {
  const ageMs = now.getTime() - createdAt.getTime();
  return maxAgeMs !== undefined && (ageMs > maxAgeMs || ageMs < -MAX_AHEAD_MS);
}

/** The inputs that a child of an image's index says it was made of. */
export function inputDigestOf({ annotations }: Descriptor): Digest | undefined {
  const said = annotations?.[INPUT_DIGEST];
  return said !== undefined && isDigest(said) ? said : undefined;
}
