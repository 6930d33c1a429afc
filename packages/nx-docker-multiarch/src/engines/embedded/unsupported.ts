import {
  BUILDKIT_SYNTAX,
  findOtherFrontend,
  type Dockerfile,
  type Instruction,
  type PlannedStage,
  type StagePlan,
} from '../../context/dockerfile/index.js';
import { builderWork } from '../../context/reach/index.js';
import { PluginError } from '../../errors/index.js';

/** Why the embedded engine can't build something: a line of the Dockerfile, and what is on it. */
export interface Unsupported {
  readonly line: number;
  readonly what: string;
}

/** A named context as this engine can use it: a folder of this machine, or an image. */
export type ContextKind = 'folder' | 'image' | 'other';

/** What of the stages that the target needs is beyond this engine; empty if it can build them. */
export function findUnsupported(
  { dockerfile, stages, facts }: StagePlan,
  kindOfContext: (name: string) => ContextKind,
): readonly Unsupported[] {
  return [
    ...unsupportedFrontend(dockerfile, facts.buildArgs.get(BUILDKIT_SYNTAX)),
    ...stages.flatMap((stage) => [
      ...unsupportedBase(stage, kindOfContext),
      ...stage.references.flatMap(({ line, from, source }) =>
        source.kind === 'context' && kindOfContext(source.name) === 'other'
          ? [{ line, what: `--from=${from} is a context on another machine` }]
          : [],
      ),
      ...stage.instructions.flatMap(unsupportedInstruction),
    ]),
  ].sort((left, right) => left.line - right.line);
}

/** The refusal of a Dockerfile that another engine can build, with each line that is the reason. */
export function beyondEmbedded(lines: readonly string[]): PluginError {
  return new PluginError('DOCKERFILE_UNSUPPORTED', `Assembling without a builder: ${lines.join('; ')}`, {
    hint: 'Build it with --engine=buildx. Where Nx has built already what a stage would build, give its folder instead: --buildContexts=<stage>=<folder>.',
  });
}

function unsupportedFrontend(dockerfile: Dockerfile, buildArg: string | undefined): readonly Unsupported[] {
  const other = findOtherFrontend(dockerfile, buildArg);
  return other ? [{ line: other.line, what: `the frontend ${other.name} is read by BuildKit alone` }] : [];
}

function unsupportedBase(
  { stage, base, platform }: PlannedStage,
  kindOfContext: (name: string) => ContextKind,
): readonly Unsupported[] {
  const { line } = stage;
  if (platform.os !== 'linux') return [{ line, what: `${platform.os} images need a builder` }];
  if (base.kind !== 'context' || kindOfContext(base.name) === 'image') return [];
  return [{ line, what: `FROM ${base.name} is a context that is no image` }];
}

function unsupportedInstruction(instruction: Instruction): readonly Unsupported[] {
  const work = builderWork(instruction);
  return work === undefined ? [] : [{ line: instruction.line, what: `${work} needs a builder` }];
}
