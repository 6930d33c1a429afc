import { formatPlatform, normalizePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile } from './dockerfile.js';
import { expandWord } from './expand-word.js';
import type { StageFacts, UndefinedName } from './stage-plan.js';

const PROXY = /^(?:https?|ftp|no|all)_proxy$/i;
/** Those that BuildKit itself reads. */
const SETTING = /^(?:BUILDKIT_.*|SOURCE_DATE_EPOCH)$/;

/** What global `ARG`s give: their values, with the predefined ones among them. */
export interface GlobalArgs {
  readonly values: ReadonlyMap<string, string>;
  readonly undefinedNames: readonly UndefinedName[];
}

/** The variables that `FROM` lines can use. Errors: `DOCKERFILE_INVALID`. */
export function resolveGlobalArgs(dockerfile: Dockerfile, facts: StageFacts): GlobalArgs {
  const values = new Map(
    [...predefinedArgs(dockerfile, facts)].map(([name, value]) => [name, facts.buildArgs.get(name) ?? value]),
  );
  const undefinedNames: UndefinedName[] = [];
  for (const { args, line } of dockerfile.globalArgs)
    for (const { name, value } of args) {
      let final = facts.buildArgs.get(name);
      if (final === undefined && value !== undefined) {
        const place = { name: dockerfile.name, line };
        const options = { escape: dockerfile.escape, place };
        const expansion = expandWord(value, (variable) => values.get(variable), options);
        undefinedNames.push(...expansion.undefinedNames.map((missing) => ({ line, name: missing })));
        final = expansion.text;
      }
      if (final !== undefined) values.set(name, final);
    }
  return { values, undefinedNames };
}

/** The build arguments that nothing takes. */
export function findUnusedBuildArgs(dockerfile: Dockerfile, facts: StageFacts): readonly string[] {
  const declared = new Set(predefinedArgs(dockerfile, facts).keys());
  const instructions = dockerfile.stages.flatMap((stage) => stage.instructions);
  for (const instruction of [...dockerfile.globalArgs, ...instructions])
    if (instruction.kind === 'ARG') for (const { name } of instruction.args) declared.add(name);
  return [...facts.buildArgs.keys()].filter(
    (name) => !declared.has(name) && !PROXY.test(name) && !SETTING.test(name),
  );
}

function predefinedArgs({ stages }: Dockerfile, facts: StageFacts): ReadonlyMap<string, string> {
  return new Map([
    ...platformArgs('BUILD', facts.buildPlatform),
    ...platformArgs('TARGET', facts.platform),
    ['TARGETSTAGE', facts.target ?? stages.at(-1)?.name ?? 'default'],
  ]);
}

function platformArgs(prefix: 'BUILD' | 'TARGET', given: Platform): readonly (readonly [string, string])[] {
  const platform = normalizePlatform(given);
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}OSVERSION`, ''],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ''],
  ];
}
