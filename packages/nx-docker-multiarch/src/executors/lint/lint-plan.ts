import type { BuildPlan, PlanFacts } from '../../plan/index.js';
import { optionsInvalid, type Problem } from '../../plan/problems.js';
import { readOptionsOf } from '../../plan/read-options.js';
import { resolvePlan } from '../../plan/resolve-plan.js';
import { optionsSchema, type LintOptions } from './options.js';

/** What is linted, and how it is told, fully resolved. */
export interface LintPlan {
  readonly build: BuildPlan;
  readonly maxWarnings: number;
  readonly asksRegistries: boolean;
  readonly format: 'text' | 'json';
}

/**
 * All of a linting from the options as Nx hands them over. What they have in common with a build's is resolved as there.
 * Errors: `OPTIONS_INVALID`.
 */
export function resolveLint(rawOptions: unknown, facts: PlanFacts): LintPlan {
  const problems: Problem[] = [];
  const { options } = readOptionsOf<LintOptions>(optionsSchema.shape, rawOptions, (problem) =>
    problems.push(problem),
  );
  if (problems.length > 0) throw optionsInvalid(facts.projectName, problems);
  const { maxWarnings = 0, network = true, format = 'text', ...shared } = options;
  const build = resolvePlan({ ...shared, ociLabels: false }, facts);
  return { build, maxWarnings, asksRegistries: network, format };
}
