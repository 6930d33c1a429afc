export { parseAttributes } from './attributes.js';
export { BUILDER_OPTIONS, isGiven } from './exclusions.js';
export type {
  BuildJob,
  BuildPlan,
  CachePlan,
  CacheSpec,
  EngineName,
  ProvenanceMode,
  Secret,
  SshSource,
  Verbosity,
} from './build-plan.js';
export { credentialAmong, isSecretName } from './credentials.js';
export {
  buildOptionsSchema,
  optionGroups,
  type BuildOptions,
  type OptionName,
} from './options/build-options.js';
export { pruneOptionsSchema, type PruneOptions } from './options/prune-options.js';
export { publishOptionsSchema, type PublishOptions } from './options/publish-options.js';
export { wantedTokens } from './oci-labels.js';
export { isRemote } from './paths.js';
export { outputName } from './output-name.js';
export type { Fact, PlanFacts } from './plan-facts.js';
export { shortenTag, toOwnFileName, toTagPart } from './project-names.js';
export { formatExample, formatPruneExample } from './read-options.js';
export type { ProjectTarget } from './build-targets.js';
export { resolvePublish, type PublishPlan, type ReleaseName, type ReleasePlan } from './publish-plan.js';
export { resolvePrune, type PrunePlan } from './prune-plan.js';
export { resolvePlan } from './resolve-plan.js';
export { layoutFolder } from './sources.js';
export { TOKENS, type TokenName } from './tokens.js';
