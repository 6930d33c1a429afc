import {
  digestOf,
  OCI_INDEX,
  OCI_MANIFEST,
  parsePlatform,
  parseReference,
} from '@nx-docker-multiarch/oci/model';
import type { ImageResult, PlatformResult } from '../../../pipeline/index.js';
import { githubOutputs, githubSummary } from './github.js';
import { toResultDocument } from './result-file.js';
import { formatDestinations, formatSummary, proofWarnings } from './summary.js';

const [ROOT, AMD64, ARM64] = ['root', 'amd64', 'arm64'].map((text) => digestOf(text)) as [
  `sha256:${string}`,
  `sha256:${string}`,
  `sha256:${string}`,
];

function platform(
  name: string,
  digest: `sha256:${string}`,
  proof: Partial<PlatformResult['proof']>,
): PlatformResult {
  return {
    platform: parsePlatform(name),
    outcome: 'built',
    manifest: { mediaType: OCI_MANIFEST, digest, size: 500 },
    attestations: 0,
    proof: {
      ...{ executables: [], reason: undefined, isLeftToBase: false, warnings: [], sizeBytes: 1_912_345 },
      ...proof,
    },
    durationMs: 3210.4,
  };
}

const RESULT: ImageResult = {
  root: { mediaType: OCI_INDEX, digest: ROOT, size: 857 },
  platforms: [
    platform('linux/amd64', AMD64, { executables: ['/api'] }),
    platform('linux/arm64', ARM64, {
      reason: 'it has no entrypoint and no command',
      warnings: ['/bin/x is a binary for amd64'],
    }),
  ],
  tags: [{ reference: parseReference('ghcr.io/acme/api:1'), outcome: 'moved', bytesSent: 3_700_000 }],
  outputPath: '/w/dist/images/api',
  loaded: { names: ['ghcr.io/acme/api:1'], digest: ROOT, platforms: [parsePlatform('linux/amd64')] },
  bytesSent: 3_700_000,
  bytesReceived: 12_345,
};

describe('the report of a run', () => {
  it('says of what is left to the base image that it is, and warns of nothing', () => {
    const left = { reason: 'node is in none of the layers above', isLeftToBase: true };
    const result = { ...RESULT, platforms: [platform('linux/amd64', AMD64, left)] };
    expect(proofWarnings(result)).toEqual([]);
    expect(formatSummary(result).join('\n')).toContain('its base says so');
  });

  it('is a table of the platforms, then of where the image is', () => {
    expect(formatSummary(RESULT)).toEqual([
      'platform     outcome  proved    size    time   digest',
      `linux/amd64  built    /api      1.9 MB  3.2 s  ${AMD64}`,
      `linux/arm64  built    unproved  1.9 MB  3.2 s  ${ARM64}`,
      '',
      `image               index digest${' '.repeat(59)}`.trimEnd(),
      `ghcr.io/acme/api:1  ${ROOT}  moved, 3.7 MB sent`,
      `/w/dist/images/api  ${ROOT}  OCI layout`,
      `ghcr.io/acme/api:1  ${ROOT}  in Docker: linux/amd64`,
      '',
      'registries: 3.7 MB sent, 12 kB received',
    ]);
    expect(formatSummary({ ...RESULT, bytesSent: 0, bytesReceived: 0 }).join()).not.toContain('received');
  });

  it('is a line a place where that is all that is asked for', () => {
    expect(formatDestinations(RESULT)).toEqual([
      `ghcr.io/acme/api:1  ${ROOT}  moved, 3.7 MB sent`,
      `/w/dist/images/api  ${ROOT}  OCI layout`,
      `ghcr.io/acme/api:1  ${ROOT}  in Docker: linux/amd64`,
    ]);
  });

  it('names a manifest a manifest', () => {
    const lines = formatSummary({ ...RESULT, root: { mediaType: OCI_MANIFEST, digest: ROOT, size: 5 } });
    expect(lines[4]).toBe('image               manifest digest');
  });

  it('warns of what is unproved and of foreign binaries', () => {
    expect(proofWarnings(RESULT)).toEqual([
      'linux/arm64: unproved: it has no entrypoint and no command',
      'linux/arm64: /bin/x is a binary for amd64',
    ]);
  });

  it('as a document holds what docs/result-file.md says', () => {
    expect(toResultDocument({ projectName: 'api', engine: 'buildx' }, RESULT)).toEqual({
      schemaVersion: 1,
      project: 'api',
      engine: 'buildx',
      index: { mediaType: OCI_INDEX, digest: ROOT, size: 857 },
      tags: [{ reference: 'ghcr.io/acme/api:1', outcome: 'moved', bytesSent: 3_700_000 }],
      platforms: [
        {
          platform: 'linux/amd64',
          outcome: 'built',
          digest: AMD64,
          size: 1_912_345,
          durationMs: 3210,
          attestations: 0,
          proof: { proved: ['/api'] },
          warnings: [],
        },
        {
          platform: 'linux/arm64',
          outcome: 'built',
          digest: ARM64,
          size: 1_912_345,
          durationMs: 3210,
          attestations: 0,
          proof: { unproved: 'it has no entrypoint and no command' },
          warnings: ['/bin/x is a binary for amd64'],
        },
      ],
      outputPath: '/w/dist/images/api',
      loaded: ['ghcr.io/acme/api:1'],
      bytesSent: 3_700_000,
      bytesReceived: 12_345,
    });
  });

  it('gives GitHub Actions a digest for the image and for each platform', () => {
    expect(githubOutputs(RESULT, '')).toEqual([
      `digest=${ROOT}`,
      `digest-linux-amd64=${AMD64}`,
      `digest-linux-arm64=${ARM64}`,
    ]);
  });

  it('gives GitHub Actions outputs that keep several projects apart', () => {
    expect(githubOutputs(RESULT, 'api-')).toEqual([
      `api-digest=${ROOT}`,
      `api-digest-linux-amd64=${AMD64}`,
      `api-digest-linux-arm64=${ARM64}`,
    ]);
  });

  it('gives GitHub Actions a summary with a row a platform', () => {
    expect(githubSummary('api', RESULT).split('\n')).toEqual(
      expect.arrayContaining([
        '### api',
        `| linux/amd64 | built | /api | 1.9 MB | 3.2 s | \`${AMD64}\` |`,
        '- `ghcr.io/acme/api:1`',
      ]),
    );
  });
});
