export type { BuildJob, BuildPlan, CacheSpec, ProvenanceMode, Secret, SshSource } from './build-plan.js';
export {
  buildOptionsSchema,
  optionGroups,
  type BuildOptions,
  type OptionName,
} from './options/build-options.js';
export type { Fact, PlanFacts } from './plan-facts.js';
export { formatExample } from './read-options.js';
export { resolvePlan } from './resolve-plan.js';
export { TOKENS, usedTokens, type TokenName } from './tokens.js';
