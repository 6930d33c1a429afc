import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import { formatDuration, type ImageResult } from '../../../pipeline/index.js';
import { formatTable } from '../../world/table.js';

/** What became of a service; without an image where it was only shown what would be done. */
export type ServiceOutcome =
  | { readonly state: 'done'; readonly image: ImageResult | undefined }
  | { readonly state: 'failed' | 'skipped' };

/** One service of a batch. */
export interface BatchRow {
  readonly project: string;
  readonly outcome: ServiceOutcome;
  readonly durationMs: number;
}

/** What became of all services of a batch, for a person: a row a service, and how many failed. Lines without line ends. */
export function formatBatch(rows: readonly BatchRow[]): readonly string[] {
  const cells = rows.map(({ project, outcome, durationMs }) => [
    project,
    describeOutcome(outcome),
    formatDuration(durationMs),
    (outcome.state === 'done' && outcome.image?.root.digest) || '',
  ]);
  return [...formatTable([['project', 'platforms', 'time', 'digest'], ...cells]), '', countOutcomes(rows)];
}

function describeOutcome(outcome: ServiceOutcome): string {
  if (outcome.state !== 'done') return outcome.state === 'failed' ? 'FAILED' : 'not built';
  const platforms = outcome.image?.platforms ?? [];
  return platforms.map((one) => `${formatPlatform(one.platform)} ${one.outcome}`).join(', ') || 'dry run';
}

function countOutcomes(rows: readonly BatchRow[]): string {
  const count = (state: ServiceOutcome['state']): number =>
    rows.filter(({ outcome }) => outcome.state === state).length;
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} not built` : '';
  return `${rows.length} services: ${count('done')} done, ${count('failed')} failed${skipped}`;
}
