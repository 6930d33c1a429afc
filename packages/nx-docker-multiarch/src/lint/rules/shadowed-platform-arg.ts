import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import type { StagePlan } from '../../context/dockerfile/index.js';
import { assignmentsIn } from '../assignments.js';
import { givenValue, PLATFORM_ARGS } from '../platform-args.js';
import type { Found, Rule } from '../rule.js';
import { walkPlan } from '../walk.js';

/** A default, or an `ENV`, that takes the place of what BuildKit knows of a platform. */
export const shadowedPlatformArg: Rule = {
  by: 'dockerfile',
  find: ({ plans }) => firstOfEach(plans.flatMap((plan) => [...inGlobalArgs(plan), ...inStages(plan)])),
};

interface Shadow extends Found {
  readonly what: string;
}

/** What is wrong for one platform is shown for the first one only. */
function firstOfEach(shadows: readonly Shadow[]): readonly Found[] {
  const byPlace = new Map(
    [...shadows].reverse().map(({ what, ...found }) => [`${found.line} ${what}`, found]),
  );
  return [...byPlace.values()];
}

function inGlobalArgs(plan: StagePlan): readonly Shadow[] {
  return plan.dockerfile.globalArgs.flatMap(({ args, line }) =>
    args.flatMap(({ name, value }) => {
      if (value === undefined || !PLATFORM_ARGS.has(name)) return [];
      return shadowed(plan, { line, what: `ARG ${name}`, name, value: plan.globalArgs.get(name) });
    }),
  );
}

function inStages(plan: StagePlan): readonly Shadow[] {
  return [...walkPlan(plan)].flatMap(({ instruction, words }) =>
    assignmentsIn(instruction).flatMap(({ name, value }) => {
      const { kind, line } = instruction;
      if (value === undefined || !PLATFORM_ARGS.has(name)) return [];
      return shadowed(plan, { line, what: `${kind} ${name}`, name, value: words.expand(value, line) });
    }),
  );
}

/** A value that is the one that BuildKit gives does no harm. One that is not sure is none of those. */
function shadowed(
  { facts }: StagePlan,
  { line, what, name, value }: { line: number; what: string; name: string; value: string | undefined },
): readonly Shadow[] {
  const given = givenValue(name, facts);
  if (value === given) return [];
  const [side, platform] = name.startsWith('TARGET')
    ? ['for', facts.platform]
    : ['on a machine of', facts.buildPlatform];
  const instead = value === undefined ? 'what stands here' : JSON.stringify(value);
  return [
    {
      what,
      severity: 'warning',
      line,
      message: `${what} takes the place of BuildKit's own value: ${side} ${formatPlatform(platform)} it is ${instead} instead of ${JSON.stringify(given)}`,
      fix: what.startsWith('ARG')
        ? `Declare it without a value, in each stage that uses it: ARG ${name}.`
        : 'Give the variable another name, or take the line out.',
    },
  ];
}
