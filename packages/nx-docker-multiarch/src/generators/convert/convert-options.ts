import { joinConverted, type Converted, type NewOptions } from './converted.js';
import { MAPPING } from './mapping.js';
import type { OldOptions } from './old-names.js';
import { lost } from './rule.js';

/** Options of a target, or of one of its configurations, in our words. */
export interface Layer extends Converted {
  /** Whether there is something in force without which the target would be another one. */
  readonly isBlocked: boolean;
}

/** What our options are when nothing is said: for a configuration that takes something back. */
const UNSAID: NewOptions = {
  dockerfile: '{projectRoot}/Dockerfile',
  context: '.',
  platforms: ['linux/amd64', 'linux/arm64'],
  target: '',
  builder: '',
  shmSize: '',
  network: 'default',
  outputPath: 'dist/images/{projectName}',
  cache: true,
  ...Object.fromEntries(
    ['push', 'load', 'pull', 'quiet', 'provenance', 'sbom'].map((name) => [name, false] as const),
  ),
  ...Object.fromEntries(
    ['buildArgs', 'buildContexts', 'labels', 'annotations'].map((name) => [name, {}] as const),
  ),
};

/** All the options together. */
export function convertOptions(all: OldOptions): Converted {
  return joinConverted(
    Object.entries(all).map(([option, value]) => {
      const rule = Object.hasOwn(MAPPING, option) ? MAPPING[option] : undefined;
      if (value === undefined || value === null) return { options: {}, findings: [] };
      return (
        rule?.convert({ option, value, all }) ??
        lost(option, value, 'nx-container has no such option.', 'Look for it in our options.')
      );
    }),
  );
}

/**
 * What a layer of options adds to those it lies on, and what is to be said of its own and of what blocks: one layer can change what
 * another one means, as `metadata` does with `tags`.
 */
export function convertLayer(below: OldOptions, layer: OldOptions): Layer {
  const before = convertOptions(below).options;
  const own = convertOptions(layer).options;
  const { options: after, findings } = convertOptions({ ...below, ...layer });
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])] as (keyof NewOptions)[];
  const entries = names.flatMap((name) => {
    const value = after[name] ?? UNSAID[name] ?? [];
    const isNew = JSON.stringify(value) !== JSON.stringify(before[name]);
    return isNew || Object.hasOwn(own, name) ? [[name, value] as const] : [];
  });
  return {
    options: Object.fromEntries(entries),
    findings: findings.filter(
      ({ option, weight }) => weight === 'blocks' || Object.hasOwn(layer, option.split('.')[0] ?? ''),
    ),
    isBlocked: findings.some(({ weight }) => weight === 'blocks'),
  };
}
