import { formatPlatform, formatReference } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../../plan/index.js';
import type { ImageResult } from '../../../pipeline/index.js';

/** The version of the shape below; raised when a member changes its meaning or goes away. */
export const RESULT_SCHEMA_VERSION = 1;

/** What a run did, for programs: the content of `resultFile`. Documented in docs/result-file.md. */
export function toResultDocument(
  plan: Pick<BuildPlan, 'projectName' | 'engine'>,
  result: ImageResult,
): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    project: plan.projectName,
    engine: plan.engine,
    index: { mediaType: result.root.mediaType, digest: result.root.digest, size: result.root.size },
    tags: result.tags.map(({ reference, outcome, bytesSent }) => ({
      reference: formatReference(reference),
      outcome,
      bytesSent,
    })),
    platforms: result.platforms.map(({ platform, outcome, manifest, attestations, proof, durationMs }) => ({
      platform: formatPlatform(platform),
      outcome,
      digest: manifest.digest,
      size: proof.sizeBytes,
      durationMs: Math.round(durationMs),
      attestations,
      proof: proof.reason === undefined ? { proved: proof.executables } : { unproved: proof.reason },
      warnings: proof.warnings,
    })),
    outputPath: result.outputPath ?? null,
    loaded: result.loaded?.names ?? [],
    bytesSent: result.bytesSent,
    bytesReceived: result.bytesReceived,
  };
}
