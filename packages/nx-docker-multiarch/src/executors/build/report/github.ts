import { formatPlatform, formatReference, type Platform } from '@nx-docker-multiarch/oci/model';
import type { ImageResult } from '../../../pipeline/index.js';
import { describeProof } from './summary.js';
import { formatBytes, formatDuration } from './units.js';

/** The lines for GitHub's `GITHUB_OUTPUT` file: `digest`, and `digest-linux-arm64` for each platform. */
export function githubOutputs(result: ImageResult): readonly string[] {
  return [
    `digest=${result.root.digest}`,
    ...result.platforms.map(({ platform, manifest }) => `digest-${outputName(platform)}=${manifest.digest}`),
  ];
}

/** Markdown for GitHub's step summary. */
export function githubSummary(project: string, result: ImageResult): string {
  const rows = result.platforms.map((one) => [
    formatPlatform(one.platform),
    one.outcome,
    describeProof(one),
    formatBytes(one.proof.sizeBytes),
    formatDuration(one.durationMs),
    `\`${one.manifest.digest}\``,
  ]);
  const head = ['platform', 'outcome', 'proved', 'size', 'time', 'digest'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const names = result.tags.map(({ reference }) => `- \`${formatReference(reference)}\``);
  return [`### ${project}`, '', ...lines, '', `\`${result.root.digest}\``, '', ...names, ''].join('\n');
}

function outputName(platform: Platform): string {
  return formatPlatform(platform).replaceAll('/', '-');
}
