import type { Platform } from '@nx-docker-multiarch/oci/model';
import { dockerfileInvalid, show } from './dockerfile-invalid.js';
import type { Dockerfile, Stage } from './dockerfile.js';
import { expandWord } from './expand-word.js';
import type { GlobalArgs } from './global-args.js';
import { findContext, resolveExternal, type ContextNames } from './resolve-source.js';
import type { Source, StageFacts, UndefinedName } from './stage-plan.js';
import { parseStagePlatform } from './stage-platform.js';

/** What the `FROM` of a stage says. */
export interface StageHead {
  readonly stage: Stage;
  readonly base: Source;
  /** That of its base if it is built on a stage. */
  readonly platform: Platform;
  /** The named context that replaces the whole stage, if one does. */
  readonly context?: string;
  readonly undefinedNames: readonly UndefinedName[];
}

/** Resolves all `FROM` lines. Errors: `DOCKERFILE_INVALID`. */
export function resolveStageHeads(
  dockerfile: Dockerfile,
  facts: StageFacts,
  globals: GlobalArgs,
  contexts: ContextNames,
): readonly StageHead[] {
  const heads: StageHead[] = [];
  const byName = new Map<string, StageHead>();
  for (const stage of dockerfile.stages) {
    const head = resolveHead(stage, { dockerfile, facts, globals, contexts, byName });
    heads.push(head);
    if (stage.name !== undefined) byName.set(stage.name, head);
  }
  return heads;
}

interface Surroundings {
  readonly dockerfile: Dockerfile;
  readonly facts: StageFacts;
  readonly globals: GlobalArgs;
  readonly contexts: ContextNames;
  readonly byName: ReadonlyMap<string, StageHead>;
}

function resolveHead(
  stage: Stage,
  { dockerfile, facts, globals, contexts, byName }: Surroundings,
): StageHead {
  const { line } = stage;
  const place = { name: dockerfile.name, line };
  const undefinedNames: UndefinedName[] = [];
  const expand = (text: string, what: string): string => {
    const lookup = (name: string): string | undefined => globals.values.get(name);
    const expansion = expandWord(text, lookup, { escape: dockerfile.escape, place });
    undefinedNames.push(...expansion.undefinedNames.map((name) => ({ line, name })));
    if (expansion.text !== '') return expansion.text;
    throw dockerfileInvalid(
      place,
      `${what} of FROM is ${show(text)}, and that is empty`,
      'Declare an ARG with a default above the first FROM, or pass the build argument.',
    );
  };
  const name = expand(stage.base, 'the image');
  const own =
    stage.platform === undefined
      ? undefined
      : parseStagePlatform(expand(stage.platform, 'the platform'), facts.buildPlatform, place);
  const platform = own ?? facts.platform;
  const context = stage.name === undefined ? undefined : findContext(contexts, stage.name);
  if (context !== undefined)
    return { stage, base: { kind: 'context', name: context, platform }, platform, context, undefinedNames };
  // Only as it is written: FROM Build is not the stage "build".
  const above = byName.get(name);
  if (above) return { stage, base: sourceOf(above), platform: above.platform, undefinedNames };
  const base = resolveExternal(name, platform, contexts, place);
  // BuildKit does not look at the platform of scratch.
  return { stage, base, platform: base.kind === 'scratch' ? facts.platform : platform, undefinedNames };
}

/** A stage as something to build on or copy from: what replaces it, if anything does. */
export function sourceOf({ stage, base, context }: StageHead): Source {
  return context === undefined ? { kind: 'stage', index: stage.index } : base;
}
