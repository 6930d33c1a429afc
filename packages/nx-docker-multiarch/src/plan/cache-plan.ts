import { parseReference } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan, CachePlan } from './build-plan.js';
import type { BuildOptions } from './options/build-options.js';
import type { CacheOptions } from './options/cache-options.js';
import type { PlanFacts } from './plan-facts.js';
import { reasonOf, showValue, type Problem, type Report } from './problems.js';
import { expandReference } from './references.js';

const DEFAULT_PREFIX = 'nxdm-';
// With an input digest's 64 hex digits behind it, it is a tag of at most 128 characters (distribution-spec §Pull).
const PREFIX = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;
const AGE = /^(0|[1-9]\d{0,4})([dhm])$/;
const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** How to write an age, as a sentence. */
export const AGE_LIKE = 'Write days, hours or minutes, like 30d, 12h or 45m.';

const NO_LAYOUT: Problem = {
  option: 'cache.mode',
  value: '"local"',
  what: 'there is no OCI layout to remember anything in, for the image is pushed or loaded',
  wayOut: 'Add an outputPath, or write "auto".',
};

/** Where images are looked for, and remembered, by their input digests. */
export function resolveCache(
  option: BuildOptions['cache'],
  { push, outputPath }: Pick<BuildPlan, 'push' | 'outputPath'>,
  facts: PlanFacts,
  report: Report,
): CachePlan {
  const { mode = 'auto', ...options }: CacheOptions = typeof option === 'object' ? option : {};
  const isInRegistry = push || Boolean(options.repository);
  const auto = isInRegistry ? 'registry' : outputPath === undefined ? 'off' : 'local';
  if (mode === 'local' && outputPath === undefined) report(NO_LAYOUT);
  return {
    mode: mode === 'auto' ? auto : mode,
    read: option !== false,
    // Without a push only a repository that is named for it is written to.
    write: String(options.write ?? true) === 'true' && (isInRegistry || mode !== 'registry'),
    repository: resolveRepository('cache.repository', options.repository, facts, report),
    prefix: resolvePrefix('cache.prefix', options.prefix, report),
    maxAgeMs: resolveMaxAge(options.maxAge, report),
  };
}

/** The repository of entries that an option names; `undefined` if it names none. */
export function resolveRepository(
  option: string,
  template: string | undefined,
  facts: PlanFacts,
  report: Report,
): CachePlan['repository'] {
  if (!template) return undefined;
  const shown = { option, value: showValue(template) };
  const { text, problems } = expandReference(template, facts);
  problems.forEach((problem) => report({ ...shown, ...problem }));
  if (problems.length > 0) return undefined;
  const wayOut = 'Write it like ghcr.io/acme/cache.';
  try {
    const { registry, repository, tag, digest } = parseReference(text);
    if (tag === undefined && digest === undefined) return { registry, repository };
    report({ ...shown, what: 'names one image; each entry has a tag of its own', wayOut });
  } catch (error) {
    report({ ...shown, what: reasonOf(error), wayOut });
  }
  return undefined;
}

/** What the tags of entries begin with. */
export function resolvePrefix(option: string, given: CacheOptions['prefix'], report: Report): string {
  const prefix = String(given ?? '') || DEFAULT_PREFIX;
  if (!PREFIX.test(prefix)) {
    const what = 'can\'t begin a tag: it is not 1 to 64 letters, digits, "_", "." or "-"';
    const wayOut = `Write it like ${DEFAULT_PREFIX}, and begin it with a letter, a digit or "_".`;
    report({ option, value: showValue(prefix), what, wayOut });
  }
  return prefix;
}

function resolveMaxAge(option: CacheOptions['maxAge'], report: Report): number | undefined {
  if (option === undefined || option === '') return undefined;
  const ageMs = parseAge(option);
  if (ageMs) return ageMs;
  report({ option: 'cache.maxAge', value: showValue(option), what: 'is not an age', wayOut: AGE_LIKE });
  return undefined;
}

/** The milliseconds of an age like `30d`; `undefined` if it is none. */
export function parseAge(option: string | number): number | undefined {
  const [, count = '', unit = ''] = AGE.exec(String(option)) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs && Number(count) * unitMs;
}
