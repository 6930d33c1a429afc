export { BUILDER_OPTIONS } from './exclusions.js';
export type {
  BuildJob,
  BuildPlan,
  CacheSpec,
  EngineName,
  ProvenanceMode,
  Secret,
  SshSource,
  Verbosity,
} from './build-plan.js';
export { isSecretName } from './credentials.js';
export {
  buildOptionsSchema,
  optionGroups,
  type BuildOptions,
  type OptionName,
} from './options/build-options.js';
export type { Fact, PlanFacts } from './plan-facts.js';
export { shortenTag, toOwnFileName, toTagPart } from './project-names.js';
export { formatExample } from './read-options.js';
export { resolvePlan } from './resolve-plan.js';
export { TOKENS, usedTokens, type TokenName } from './tokens.js';
