import { formatPlatform, formatReference, isIndexMediaType } from '@nx-docker-multiarch/oci/model';
import type { ImageResult, PlatformResult } from '../../../pipeline/index.js';
import { formatTable } from './table.js';
import { formatBytes, formatDuration } from './units.js';

/** What a run did, for a person: a row a platform, then where the image is now. Lines without line ends. */
export function formatSummary(result: ImageResult): readonly string[] {
  const head = ['platform', 'outcome', 'proved', 'size', 'time', 'digest'];
  return [...formatTable([head, ...result.platforms.map(platformRow)]), ...destinations(result)];
}

/** The one word or path that tells whether a platform's binaries were proved. */
export function describeProof({ proof }: PlatformResult): string {
  return proof.reason === undefined ? proof.executables.join(', ') : 'unproved';
}

/** Everything about the proofs that deserves a warning, each with its platform. */
export function proofWarnings({ platforms }: ImageResult): readonly string[] {
  return platforms.flatMap(({ platform, proof }) => {
    const unproved = proof.reason === undefined ? [] : [`unproved: ${proof.reason}`];
    return [...unproved, ...proof.warnings].map((warning) => `${formatPlatform(platform)}: ${warning}`);
  });
}

function platformRow(result: PlatformResult): readonly string[] {
  return [
    formatPlatform(result.platform),
    result.outcome,
    describeProof(result),
    formatBytes(result.proof.sizeBytes),
    formatDuration(result.durationMs),
    result.manifest.digest,
  ];
}

function destinations({ root, tags, outputPath, loaded }: ImageResult): readonly string[] {
  const kind = isIndexMediaType(root.mediaType) ? 'index' : 'manifest';
  const rows = [
    ...tags.map(({ reference, outcome, bytesSent }) => [
      formatReference(reference),
      `${root.digest}`,
      `${outcome}, ${formatBytes(bytesSent)} sent`,
    ]),
    ...(outputPath === undefined ? [] : [[outputPath, root.digest, 'OCI layout']]),
    ...(loaded?.names ?? []).map((name) => [
      name,
      loaded?.digest ?? '',
      `in Docker: ${loaded?.platforms.map(formatPlatform).join(', ')}`,
    ]),
  ];
  return rows.length === 0 ? [] : ['', ...formatTable([['image', `${kind} digest`, ''], ...rows])];
}
