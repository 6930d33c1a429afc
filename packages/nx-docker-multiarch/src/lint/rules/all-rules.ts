import type { Rule } from '../rule.js';
import { buildPlatformLastStage } from './build-platform-last-stage.js';
import { emulatedRun } from './emulated-run.js';
import { hardCodedArchitecture } from './hard-coded-architecture.js';
import { missingBasePlatform } from './missing-base-platform.js';
import { movingBase } from './moving-base.js';
import { nodeModulesNotIgnored } from './node-modules-not-ignored.js';
import { secretInArgs } from './secret-in-args.js';
import { shadowedPlatformArg } from './shadowed-platform-arg.js';
import { undeclaredPlatformArg } from './undeclared-platform-arg.js';

/** Every rule by its name; each has a page of that name in docs/lint. */
export const RULES: ReadonlyMap<string, Rule> = new Map([
  ['shadowed-platform-arg', shadowedPlatformArg],
  ['undeclared-platform-arg', undeclaredPlatformArg],
  ['build-platform-last-stage', buildPlatformLastStage],
  ['emulated-run', emulatedRun],
  ['hard-coded-architecture', hardCodedArchitecture],
  ['node-modules-not-ignored', nodeModulesNotIgnored],
  ['moving-base', movingBase],
  ['missing-base-platform', missingBasePlatform],
  ['secret-in-args', secretInArgs],
]);

/** The rule for the comments that silence others; it can't be silenced. */
export const SILENCE_RULE = 'ignore-comment';
