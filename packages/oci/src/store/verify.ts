import { failuresOf, OciError, settleEach, type OciErrorCode } from '../errors/index.js';
import {
  attestedDigest,
  comparePlatforms,
  formatPlatform,
  isAttestation,
  isIndex,
  isSamePlatform,
  normalizePlatform,
  type Descriptor,
  type Digest,
  type ImageManifest,
  type Platform,
} from '../model/index.js';
import type { ImageStore } from './image-store.js';
import { readImageTree, SIDE_BY_SIDE, type TreeDocument } from './image-tree.js';
import { readImageConfig } from './read-config.js';

/** What an image has to be. */
export interface ExpectedImage {
  readonly digest: Digest;
  /** Exactly these, each once, in any order; attestations do not count. */
  readonly platforms: readonly Platform[];
}

/** What was read back of one platform. */
export interface VerifiedPlatform {
  readonly platform: Platform;
  readonly digest: Digest;
}

/** What shows that the image differs; all else (a registry that cannot be reached) passes on as it is. */
const DIFFERENCES: ReadonlySet<OciErrorCode> = new Set([
  'NOT_FOUND',
  'CONTENT_MISMATCH',
  'CONTENT_TOO_LARGE',
  'DOCUMENT_INVALID',
]);

/**
 * Re-reads an image by its tag and proves that it is the expected one: digest, every manifest below it, the config
 * of every platform, and the platforms themselves. Resolves to its platforms, in their own order.
 * Errors: `VERIFY_FAILED`, naming what differs; those of the store.
 */
export async function verifyImage(
  store: ImageStore,
  tagOrDigest: string,
  expected: ExpectedImage,
  signal?: AbortSignal,
): Promise<readonly VerifiedPlatform[]> {
  const doing = `Verifying ${store.name}, ${tagOrDigest}`;
  try {
    const root = await store.resolve(tagOrDigest, signal);
    if (root?.digest !== expected.digest)
      throw failed(doing, `it is ${root?.digest ?? 'not there'} instead of ${expected.digest}`);
    const platforms = await readPlatforms(doing, store, await readImageTree(store, root, signal), signal);
    checkPlatforms(doing, platforms, expected.platforms);
    return platforms;
  } catch (error) {
    const failures = failuresOf(error);
    if (!failures.every(isDifference)) throw error;
    throw failed(doing, failures.map(({ message }) => message).join('; '), error);
  }
}

function isDifference(error: unknown): error is OciError {
  return error instanceof OciError && DIFFERENCES.has(error.code);
}

async function readPlatforms(
  doing: string,
  store: ImageStore,
  documents: readonly TreeDocument[],
  signal?: AbortSignal,
): Promise<readonly VerifiedPlatform[]> {
  const children = documents.flatMap(({ document }) => (isIndex(document) ? document.manifests : []));
  const attestations = new Map(children.filter(isAttestation).map((child) => [child.digest, child]));
  const images = documents.filter(
    ({ encoded, document }) => !isIndex(document) && !attestations.has(encoded.descriptor.digest),
  );
  const platforms = await settleEach(images, SIDE_BY_SIDE, async ({ encoded, document }) => {
    const { digest } = encoded.descriptor;
    const { platform } = await readImageConfig(store, document as ImageManifest, signal);
    checkSaid(
      doing,
      platform,
      children.filter((child) => child.digest === digest),
    );
    return { platform, digest };
  });
  checkAttested(doing, [...attestations.values()], platforms);
  return platforms.sort((a, b) => comparePlatforms(a.platform, b.platform));
}

function checkSaid(doing: string, platform: Platform, children: readonly Descriptor[]): void {
  for (const { digest, platform: said } of children)
    if (said !== undefined && !isSamePlatform(said, platform))
      throw failed(
        doing,
        `${digest} is for ${formatPlatform(platform)}, and the index says ${formatPlatform(said)}`,
      );
}

function checkAttested(
  doing: string,
  attestations: readonly Descriptor[],
  platforms: readonly VerifiedPlatform[],
): void {
  for (const attestation of attestations)
    if (!platforms.some(({ digest }) => digest === attestedDigest(attestation)))
      throw failed(doing, `attestation ${attestation.digest} is about none of its images`);
}

function checkPlatforms(
  doing: string,
  found: readonly VerifiedPlatform[],
  expected: readonly Platform[],
): void {
  const list = (platforms: readonly Platform[]): string =>
    platforms.map(normalizePlatform).sort(comparePlatforms).map(formatPlatform).join(', ') || 'none';
  const [has, wanted] = [list(found.map(({ platform }) => platform)), list(expected)];
  if (has !== wanted) throw failed(doing, `its platforms are ${has} instead of ${wanted}`);
}

function failed(doing: string, reason: string, cause?: unknown): OciError {
  const hint =
    'Somebody else may have pushed there meanwhile: run it again, and look at what the tag points to.';
  return new OciError('VERIFY_FAILED', `${doing}: ${reason}`, { hint, cause });
}
