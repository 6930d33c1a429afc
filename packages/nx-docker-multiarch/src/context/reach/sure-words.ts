import {
  expandWord,
  startScope,
  type ArgInstruction,
  type Instruction,
  type PairsInstruction,
  type Source,
  type StagePlan,
} from '../dockerfile/index.js';

/** The variables of a stage that have the same value whatever the environment of its base image is. */
interface SureScope {
  readonly env: Map<string, string>;
  /** `env`, and `ARG`s. */
  readonly variables: Map<string, string>;
  /** Whether no other variable has a value: there is no base image. */
  readonly isWhole: boolean;
}

/** The words of a stage, from the first to the last instruction. */
export interface SureWords {
  readonly scope: SureScope;
  /** A word with its variables expanded; `undefined` if one of them is not sure. Errors: `DOCKERFILE_INVALID`. */
  expand(word: string, line: number): string | undefined;
  /** Takes the values of an `ARG` or `ENV`, which the next instruction sees. Errors: `DOCKERFILE_INVALID`. */
  enter(instruction: Instruction): void;
}

type Expand = SureWords['expand'];

/** The words of a stage that is built on this. Values come and go as in `evaluateStage`. */
export function createSureWords(plan: StagePlan, base: SureWords | Source['kind'] | undefined): SureWords {
  const scope = openScope(base);
  const expand: Expand = (word, line) => expandSurely(word, line, scope, plan);
  return {
    scope,
    expand,
    enter(instruction) {
      if (instruction.kind === 'ARG') enterArgs(instruction, scope, plan, expand);
      if (instruction.kind === 'ENV') enterEnv(instruction, scope, expand);
    },
  };
}

function openScope(base: SureWords | Source['kind'] | undefined): SureScope {
  if (typeof base === 'object') {
    const { env, variables, isWhole } = base.scope;
    // What the base set with ENV comes again: of an image that may be anything, and over any ARG.
    const inherited = isWhole ? [...variables, ...env] : env;
    return { env: new Map(env), variables: new Map(inherited), isWhole };
  }
  const isWhole = base === 'scratch';
  const env = isWhole ? startScope([]).env : [];
  return { env: new Map(env), variables: new Map(env), isWhole };
}

function expandSurely(
  word: string,
  line: number,
  { variables, isWhole }: SureScope,
  { dockerfile: { name, escape } }: StagePlan,
): string | undefined {
  let isSure = true;
  const lookup = (variable: string): string | undefined => {
    const value = variables.get(variable);
    if (value !== undefined || isWhole) return value;
    isSure = false;
    // Any value: without one, `${NAME:?}` would be an error.
    return '?';
  };
  const { text } = expandWord(word, lookup, { escape, place: { name, line } });
  return isSure ? text : undefined;
}

function enterArgs(
  { args, line }: ArgInstruction,
  { variables }: SureScope,
  { facts, globalArgs }: StagePlan,
  expand: Expand,
): void {
  for (const { name, value } of args) {
    const given = facts.buildArgs.get(name) ?? (value === undefined ? globalArgs.get(name) : undefined);
    if (given !== undefined) variables.set(name, given);
    else if (value !== undefined) assign(variables, name, expand(value, line));
  }
}

function enterEnv({ pairs, line }: PairsInstruction, { env, variables }: SureScope, expand: Expand): void {
  const expanded = pairs.map(({ name, value }) => [expand(name, line), expand(value, line)] as const);
  for (const values of [env, variables])
    for (const [name, value] of expanded) {
      if (name === undefined) values.clear();
      else assign(values, name, value);
    }
}

function assign(values: Map<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) values.delete(name);
  else values.set(name, value);
}
