import { formatPlatform, formatReference, isIndexMediaType } from '@nx-docker-multiarch/oci/model';
import {
  formatBytes,
  formatDuration,
  type ImageResult,
  type PlatformResult,
} from '../../../pipeline/index.js';
import { formatTable } from '../../world/table.js';

/** The head over rows of `platformRow`. */
export const PLATFORM_HEAD: readonly string[] = ['platform', 'outcome', 'proved', 'size', 'time', 'digest'];

/** What a run did, for a person: a row a platform, then where the image is now. Lines without line ends. */
export function formatSummary(result: ImageResult): readonly string[] {
  const kind = isIndexMediaType(result.root.mediaType) ? 'index' : 'manifest';
  const rows = destinationRows(result);
  const destinations =
    rows.length === 0 ? [] : ['', ...formatTable([['image', `${kind} digest`, ''], ...rows])];
  const traffic = `registries: ${formatBytes(result.bytesSent)} sent, ${formatBytes(result.bytesReceived)} received`;
  return [
    ...formatTable([PLATFORM_HEAD, ...result.platforms.map(platformRow)]),
    ...destinations,
    ...(result.bytesSent + result.bytesReceived > 0 ? ['', traffic] : []),
  ];
}

/** Where an image is now, for a person who wants to read no more: a line a place, with the digest there. */
export function formatDestinations(result: ImageResult): readonly string[] {
  return formatTable(destinationRows(result));
}

/** Everything about the proofs that deserves a warning, each with its platform. */
export function proofWarnings({ platforms }: ImageResult): readonly string[] {
  return platforms.flatMap(({ platform, proof }) => {
    const unproved = proof.reason === undefined || proof.isLeftToBase ? [] : [`unproved: ${proof.reason}`];
    return [...unproved, ...proof.warnings].map((warning) => `${formatPlatform(platform)}: ${warning}`);
  });
}

/** What became of one platform, in cells. `proved` has the paths of the binaries that were. */
export function platformRow({
  platform,
  outcome,
  proof,
  durationMs,
  manifest,
}: PlatformResult): readonly string[] {
  const unproved = proof.isLeftToBase ? 'its base says so' : 'unproved';
  const proved = proof.reason === undefined ? proof.executables.join(', ') : unproved;
  const [size, time] = [formatBytes(proof.sizeBytes), formatDuration(durationMs)];
  return [formatPlatform(platform), outcome, proved, size, time, manifest.digest];
}

function destinationRows({ root, tags, outputPath, loaded }: ImageResult): readonly (readonly string[])[] {
  return [
    ...tags.map(({ reference, outcome, bytesSent }) => [
      formatReference(reference),
      root.digest,
      `${outcome}, ${formatBytes(bytesSent)} sent`,
    ]),
    ...(outputPath === undefined ? [] : [[outputPath, root.digest, 'OCI layout']]),
    ...(loaded?.names ?? []).map((name) => [
      name,
      loaded?.digest ?? '',
      `in Docker: ${loaded?.platforms.map(formatPlatform).join(', ')}`,
    ]),
  ];
}
