import { formatReference } from '@nx-docker-multiarch/oci/model';
import { platformName } from '../../../engines/index.js';
import type { ImageResult } from '../../../pipeline/index.js';
import { PLATFORM_HEAD, platformRow } from './summary.js';

/**
 * The lines for GitHub's `GITHUB_OUTPUT` file: `digest`, and `digest-linux-arm64` for each platform. `prefix` stands
 * before each name.
 */
export function githubOutputs(result: ImageResult, prefix: string): readonly string[] {
  return [
    `${prefix}digest=${result.root.digest}`,
    ...result.platforms.map(
      ({ platform, manifest }) => `${prefix}digest-${platformName(platform)}=${manifest.digest}`,
    ),
  ];
}

/** Markdown for GitHub's step summary. */
export function githubSummary(project: string, result: ImageResult): string {
  const rows = result.platforms.map((one) => {
    const cells = platformRow(one);
    return [...cells.slice(0, -1), `\`${cells.at(-1)}\``];
  });
  const rule = PLATFORM_HEAD.map(() => '---');
  const lines = [PLATFORM_HEAD, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const names = result.tags.map(({ reference }) => `- \`${formatReference(reference)}\``);
  return [`### ${project}`, '', ...lines, '', `\`${result.root.digest}\``, '', ...names, ''].join('\n');
}
