import { digestOf, OCI_INDEX, parsePlatform } from '@nx-docker-multiarch/oci/model';
import type { ImageResult, PlatformResult } from '../../../pipeline/index.js';
import { formatBatch } from './batch.js';

const DIGEST = digestOf('root');

function imageOf(outcomes: Readonly<Record<string, PlatformResult['outcome']>>): ImageResult {
  const root = { mediaType: OCI_INDEX, digest: DIGEST, size: 857 };
  const manifest = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: DIGEST, size: 1 };
  const proof = {
    executables: [],
    warnings: [],
    sizeBytes: 0,
    reason: undefined,
  } as unknown as PlatformResult['proof'];
  const platforms = Object.entries(outcomes).map(([name, outcome]) => ({
    platform: parsePlatform(name),
    ...{ outcome, manifest, attestations: 0, proof, durationMs: 0 },
  }));
  return {
    root,
    platforms,
    tags: [],
    outputPath: undefined,
    loaded: undefined,
    bytesSent: 0,
    bytesReceived: 0,
  };
}

describe('formatBatch', () => {
  it('has a row a service, with what became of each platform, and counts', () => {
    const image = imageOf({ 'linux/amd64': 'cached', 'linux/arm64': 'built' });
    expect(
      formatBatch([
        { project: 'api', outcome: { state: 'done', image }, durationMs: 3210 },
        { project: '@acme/web', outcome: { state: 'failed' }, durationMs: 12 },
        { project: 'shown', outcome: { state: 'done', image: undefined }, durationMs: 1 },
        { project: 'later', outcome: { state: 'skipped' }, durationMs: 0 },
      ]),
    ).toEqual([
      'project    platforms                              time   digest',
      `api        linux/amd64 cached, linux/arm64 built  3.2 s  ${DIGEST}`,
      '@acme/web  FAILED                                 12 ms',
      'shown      dry run                                1 ms',
      'later      not built                              0 ms',
      '',
      '4 services: 2 done, 1 failed, 1 not built',
    ]);
  });
});
