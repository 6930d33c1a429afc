import { nearestName } from '../../plan/nearest-name.js';
import { dockerfileInvalid, show } from './dockerfile-invalid.js';
import type { Dockerfile } from './dockerfile.js';
import { findUnusedBuildArgs, resolveGlobalArgs } from './global-args.js';
import type { Instruction } from './instruction.js';
import { indexContexts, resolveExternal, type ContextNames } from './resolve-source.js';
import { resolveStageHeads, sourceOf, type StageHead } from './stage-heads.js';
import type { PlannedStage, Source, StageFacts, StagePlan, StageReference } from './stage-plan.js';
import { parseTriggers } from './triggers.js';

/**
 * The stages that the target needs, with what each is built from.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function planStages(dockerfile: Dockerfile, facts: StageFacts): StagePlan {
  const globals = resolveGlobalArgs(dockerfile, facts);
  const contexts = indexContexts(facts.namedContexts);
  const heads = resolveStageHeads(dockerfile, facts, globals, contexts);
  const planning: Planning = { dockerfile, facts, contexts, heads, byName: indexByName(heads) };
  // A wrong reference is an error even in a stage that nobody needs.
  for (const head of heads)
    if (head.context === undefined) referencesOf(head, head.stage.instructions, planning);
  return {
    dockerfile,
    facts,
    stages: planReachable(findTarget(planning), planning),
    globalArgs: globals.values,
    unusedBuildArgs: findUnusedBuildArgs(dockerfile, facts),
    undefinedNames: [...globals.undefinedNames, ...heads.flatMap((head) => head.undefinedNames)],
  };
}

interface Planning {
  readonly dockerfile: Dockerfile;
  readonly facts: StageFacts;
  readonly contexts: ContextNames;
  readonly heads: readonly StageHead[];
  /** Of two stages with one name, the last. */
  readonly byName: ReadonlyMap<string, StageHead>;
}

function indexByName(heads: readonly StageHead[]): ReadonlyMap<string, StageHead> {
  return new Map(heads.flatMap((head) => (head.stage.name === undefined ? [] : [[head.stage.name, head]])));
}

function findTarget({ dockerfile, facts: { target }, heads, byName }: Planning): StageHead {
  const head = target === undefined ? heads.at(-1) : byName.get(target.toLowerCase());
  if (head) return head;
  const names = [...byName.keys()];
  const nearest = nearestName(target ?? '', names);
  const known = names.length === 0 ? 'No stage has a name' : `The stages are ${names.join(', ')}`;
  throw dockerfileInvalid(
    { name: dockerfile.name },
    `there is no stage ${show(target ?? '')} to build`,
    nearest === undefined
      ? `${known}: set the option "target" to the name behind an AS, or leave it out for the last stage.`
      : `Did you mean ${nearest}? ${known}.`,
  );
}

function planReachable(target: StageHead, planning: Planning): readonly PlannedStage[] {
  const planned = new Map<number, PlannedStage>();
  const waiting = [target];
  for (let head = waiting.pop(); head; head = waiting.pop()) {
    if (planned.has(head.stage.index)) continue;
    const stage = planStage(head, planning);
    planned.set(head.stage.index, stage);
    for (const source of [stage.base, ...stage.references.map((reference) => reference.source)]) {
      const needed = source.kind === 'stage' ? planning.heads[source.index] : undefined;
      if (needed) waiting.push(needed);
    }
  }
  return [...planned.values()].sort((a, b) => a.stage.index - b.stage.index);
}

function planStage(head: StageHead, planning: Planning): PlannedStage {
  const { stage, base, platform, context } = head;
  const instructions = context === undefined ? [...triggersOf(head, planning), ...stage.instructions] : [];
  const references = referencesOf(head, instructions, planning);
  const later = references.find(({ source }) => source.kind === 'stage' && source.index > stage.index);
  if (later)
    throw dockerfileInvalid(
      { name: planning.dockerfile.name, line: later.line },
      `the stage ${show(later.from)} comes only after this one`,
      'Move its FROM and all that belongs to it above this stage.',
    );
  const runs = instructions.flatMap(({ kind, line }) => (kind === 'RUN' ? [{ line }] : []));
  return { stage, base, platform, instructions, runs, references };
}

/** What the `ONBUILD`s of the stage it is built on trigger; those of an image are not known here. */
function triggersOf({ stage, base }: StageHead, { dockerfile, heads }: Planning): readonly Instruction[] {
  const above = base.kind === 'stage' ? (heads[base.index]?.stage.instructions ?? []) : [];
  const triggers = above.flatMap((one) => (one.kind === 'ONBUILD' ? [one.trigger] : []));
  return parseTriggers(triggers, dockerfile, stage);
}

function referencesOf(
  head: StageHead,
  instructions: readonly Instruction[],
  planning: Planning,
): readonly StageReference[] {
  return instructions.flatMap((instruction) => {
    const { kind, line } = instruction;
    const named = kind === 'COPY' ? [instruction] : kind === 'RUN' ? instruction.mounts : [];
    return named.flatMap(({ from }) =>
      from === undefined
        ? []
        : [{ line, from, source: resolveFrom(from, { kind, line, self: head.stage.index }, planning) }],
    );
  });
}

function resolveFrom(
  from: string,
  { kind, line, self }: { readonly kind: string; readonly line: number; readonly self: number },
  { dockerfile, facts, contexts, heads, byName }: Planning,
): Source {
  const place = { name: dockerfile.name, line };
  const isIndex = kind === 'COPY' && /^[+-]?\d+$/.test(from);
  const head = isIndex ? heads[Number(from)] : byName.get(from.toLowerCase());
  if (isIndex && !head)
    throw dockerfileInvalid(
      place,
      `there is no stage ${from}`,
      `Stages are counted from 0 to ${heads.length - 1}; better give the stage a name.`,
    );
  if (head?.stage.index === self)
    throw dockerfileInvalid(place, `the stage ${show(from)} refers to itself`, 'Name another stage.');
  return head ? sourceOf(head) : resolveExternal(from, facts.platform, contexts, place);
}
