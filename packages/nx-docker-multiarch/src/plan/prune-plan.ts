import type { Reference } from '@nx-docker-multiarch/oci/model';
import { AGE_LIKE, parseAge, resolvePrefix, resolveRepository } from './cache-plan.js';
import type { BuildPlan, CachePlan } from './build-plan.js';
import type { PruneOptions } from './options/prune-options.js';
import type { PlanFacts } from './plan-facts.js';
import { optionsInvalid, showValue, type Problem, type Report } from './problems.js';
import { readPruneOptions, type OptionsRead } from './read-options.js';
import { resolveCaFiles } from './registries.js';
import { resolveVerbatim } from './verbatim.js';

/** Which entries of a cache repository are to go, fully resolved. */
export interface PrunePlan
  extends Pick<CachePlan, 'prefix'>, Pick<BuildPlan, 'insecureRegistries' | 'caFiles' | 'dryRun'> {
  readonly repository: Pick<Reference, 'registry' | 'repository'>;
  /** Entries go from this age on. */
  readonly minAgeMs: number;
  readonly isQuiet: boolean;
}

/**
 * All of a pruning from the options as Nx hands them over.
 * Errors: `OPTIONS_INVALID`, with every problem of shape and of meaning at once.
 */
export function resolvePrune(rawOptions: unknown, facts: PlanFacts): PrunePlan {
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const read = readPruneOptions(rawOptions, report);
  const { options } = read;
  checkNeeded(read, report);
  const repository = resolveRepository('repository', options.repository, facts, report);
  const minAgeMs = resolveMinAge(options.olderThan, report);
  const plan = {
    prefix: resolvePrefix('prefix', options.prefix, report),
    insecureRegistries: resolveVerbatim('insecureRegistries', options.insecureRegistries, report),
    caFiles: resolveCaFiles(options.caFiles, facts, report),
    dryRun: options.dryRun ?? true,
    isQuiet: options.quiet ?? false,
  };
  if (problems.length > 0 || repository === undefined || minAgeMs === undefined)
    throw optionsInvalid(facts.projectName, problems, 'deleted');
  return { ...plan, repository, minAgeMs };
}

function checkNeeded({ options, misshapen }: OptionsRead<PruneOptions>, report: Report): void {
  const needed = { repository: 'Write it like ghcr.io/acme/cache.', olderThan: AGE_LIKE } as const;
  for (const option of ['repository', 'olderThan'] as const) {
    const isGiven = (options[option] ?? '') !== '' || misshapen.has(option);
    if (!isGiven) report({ option, what: 'is needed', wayOut: needed[option] });
  }
}

function resolveMinAge(option: PruneOptions['olderThan'], report: Report): number | undefined {
  if (option === undefined || option === '') return undefined;
  const ageMs = parseAge(option);
  if (ageMs === undefined)
    report({ option: 'olderThan', value: showValue(option), what: 'is not an age', wayOut: AGE_LIKE });
  return ageMs;
}
