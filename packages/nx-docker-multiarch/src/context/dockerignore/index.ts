export { cleanPath } from './clean-path.js';
export { createIgnore } from './create-ignore.js';
export { parseGlob, type Glob } from './glob.js';
export type { IgnoreRule, IgnoreRules } from './ignore-rules.js';
