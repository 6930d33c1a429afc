import { expandBody, expandWord, expandWords } from './expand-word.js';
import { expandInstruction, type Expander } from './expand-instruction.js';
import type { ArgInstruction, Instruction } from './instruction.js';
import type { Scope } from './scope.js';
import type { PlannedStage, StagePlan, UndefinedName } from './stage-plan.js';

/** One instruction of a stage, evaluated. */
export interface Step {
  readonly written: Instruction;
  /** The same with final values wherever BuildKit expands words; of an `ARG`, the value it got, if any. */
  readonly expanded: Instruction;
}

/** All of a stage, evaluated. */
export interface StageEvaluation {
  readonly steps: readonly Step[];
  /** The variables at its end: what a stage that is built on it starts with. */
  readonly scope: Scope;
  /** In the order of their use. */
  readonly undefinedNames: readonly UndefinedName[];
}

interface OpenScope {
  readonly env: Map<string, string>;
  readonly variables: Map<string, string>;
  readonly argNames: Set<string>;
}

/**
 * The instructions of a stage with final values. `start` is the scope at the end of the stage it is built on, or
 * `startScope` of its base image's environment.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function evaluateStage(
  plan: StagePlan,
  { instructions }: PlannedStage,
  start: Scope,
): StageEvaluation {
  // What the base set with ENV comes again, and so wins over its ARGs.
  const scope: OpenScope = {
    env: new Map(start.env),
    variables: new Map([...start.variables, ...start.env]),
    argNames: new Set(start.argNames),
  };
  const undefinedNames: UndefinedName[] = [];
  const steps = instructions.map((written) => {
    const expander = createExpander(plan, scope, written.line, undefinedNames);
    if (written.kind === 'ARG') return { written, expanded: evaluateArg(plan, written, scope, expander) };
    const expanded = expandInstruction(written, expander);
    if (expanded.kind === 'ENV')
      for (const { name, value } of expanded.pairs) {
        scope.env.set(name, value);
        scope.variables.set(name, value);
      }
    return { written, expanded };
  });
  return { steps, scope, undefinedNames };
}

function createExpander(
  { dockerfile }: StagePlan,
  { variables, argNames }: OpenScope,
  line: number,
  undefinedNames: UndefinedName[],
): Expander {
  const place = { name: dockerfile.name, line };
  const options = { escape: dockerfile.escape, place };
  const lookup = (name: string): string | undefined => variables.get(name);
  const noting = <Result extends { readonly undefinedNames: readonly string[] }>(result: Result): Result => {
    const names = result.undefinedNames.filter((name) => !argNames.has(name));
    undefinedNames.push(...names.map((name) => ({ line, name })));
    return result;
  };
  return {
    word: (text) => noting(expandWord(text, lookup, options)).text,
    words: (text) => noting(expandWords(text, lookup, options)).words,
    body: (text) => noting(expandBody(text, lookup, place)).text,
    place,
  };
}

/** A build argument counts more than the default, and the default more than a global `ARG` or a predefined one. */
function evaluateArg(
  { facts, globalArgs }: StagePlan,
  instruction: ArgInstruction,
  scope: OpenScope,
  { word }: Expander,
): ArgInstruction {
  const args = instruction.args.map(({ name, value }) => {
    const given = facts.buildArgs.get(name);
    const final = given ?? (value === undefined ? globalArgs.get(name) : word(value));
    scope.argNames.add(name);
    if (final === undefined) return { name };
    scope.variables.set(name, final);
    return { name, value: final };
  });
  return { ...instruction, args };
}
