export type { Finding, Severity } from './finding.js';
export { imagesToAsk, lintDockerfile, type DockerfileText } from './lint-dockerfile.js';
export type { ContextFacts, LintFacts } from './lint-facts.js';
export { RULES } from './rules/all-rules.js';
