import type { DeletedEntry, OldEntry, Survey } from '../../pipeline/index.js';
import { formatTable } from '../world/table.js';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/**
 * What was found and what became of it, for a person: a row for each old entry, what only looks like one, and how many
 * there are of each kind. Without `deleted`, it was a dry run. `isBrief` gives only the numbers. Lines without line ends.
 */
export function describePruning(
  survey: Survey,
  deleted: readonly DeletedEntry[] | undefined,
  isBrief: boolean,
): readonly string[] {
  const counts = countAll(survey, deleted);
  if (isBrief) return [counts];
  return [
    ...tableOf(deleted ?? survey.old.map((entry) => ({ entry, outcome: undefined }))),
    ...survey.leftAlone.map(({ tag, reason }) => `left alone: ${tag} (${reason})`),
    counts,
    ...remarksOn(survey, deleted),
  ];
}

/** `31 d`, `5 h`, `0 min`: whole units of the largest that fits. */
export function formatAge(ageMs: number): string {
  const [unit, unitMs] = UNITS.find(([, ms]) => ageMs >= ms) ?? UNITS[2];
  return `${Math.floor(ageMs / unitMs)} ${unit}`;
}

function tableOf(
  rows: readonly { readonly entry: OldEntry; readonly outcome: DeletedEntry['outcome'] | undefined }[],
): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ entry: { tag, platform, ageMs }, outcome }) => [
    tag,
    platform,
    formatAge(ageMs),
    describeOutcome(outcome),
  ]);
  return formatTable([['entry', 'platform', 'age', ''], ...cells]);
}

function describeOutcome(outcome: DeletedEntry['outcome'] | undefined): string {
  if (outcome === undefined) return 'would be deleted';
  if (outcome === 'absent') return 'was gone already';
  return outcome === 'deleted' ? 'deleted' : 'NOT DELETED';
}

function countAll(
  { old, young, leftAlone, others }: Survey,
  deleted: readonly DeletedEntry[] | undefined,
): string {
  const count = (outcome: 'deleted' | 'absent'): number =>
    (deleted ?? []).filter((each) => each.outcome === outcome).length;
  const failed = (deleted ?? []).length - count('deleted') - count('absent');
  return [
    deleted === undefined ? `${old.length} would be deleted` : `${count('deleted')} deleted`,
    ...(count('absent') > 0 ? [`${count('absent')} gone already`] : []),
    ...(failed > 0 ? [`${failed} NOT DELETED`] : []),
    `${young} too young`,
    `${leftAlone.length} left alone`,
    `${others} other ${others === 1 ? 'tag' : 'tags'}`,
  ].join(', ');
}

function remarksOn({ old }: Survey, deleted: readonly DeletedEntry[] | undefined): readonly string[] {
  if (deleted === undefined)
    return old.length === 0 ? [] : ['Dry run: nothing was deleted. --dryRun=false deletes what is listed.'];
  if (!deleted.some(({ outcome }) => outcome === 'deleted')) return [];
  return [
    'How much room that makes is known to the registry alone, once it has cleared away what no image needs.',
  ];
}
