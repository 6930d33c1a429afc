import type { Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile, Stage } from './dockerfile.js';
import type { Instruction } from './instruction.js';

/** What decides how the stages of a Dockerfile are resolved, besides its text. */
export interface StageFacts {
  /** What the image is for. */
  readonly platform: Platform;
  /** Where the build itself runs: `BUILDPLATFORM`. */
  readonly buildPlatform: Platform;
  /** A stage's name; absent: the last. */
  readonly target?: string;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** The names of the named contexts, as given to buildx. */
  readonly namedContexts: ReadonlySet<string>;
}

/** Where a `FROM` or a `--from` leads. */
export type Source =
  | { readonly kind: 'scratch' }
  /** `index` is that of a stage before it. */
  | { readonly kind: 'stage'; readonly index: number }
  /** `reference` as written, with its variables expanded: a valid one, but perhaps short and without a tag. */
  | { readonly kind: 'image'; readonly reference: string; readonly platform: Platform }
  /** `name` is one of `namedContexts`. */
  | { readonly kind: 'context'; readonly name: string; readonly platform: Platform };

/** One `--from` of a stage's `COPY` or `RUN --mount`. */
export interface StageReference {
  readonly line: number;
  /** As written. */
  readonly from: string;
  readonly source: Source;
}

/** One stage that the target needs. */
export interface PlannedStage {
  readonly stage: Stage;
  readonly base: Source;
  readonly platform: Platform;
  /** What is to be done: triggers of the stage it is built on, then its own; nothing if a named context replaces it. */
  readonly instructions: readonly Instruction[];
  /** Those of them that run a program. */
  readonly runs: readonly { readonly line: number }[];
  /** In the order written. */
  readonly references: readonly StageReference[];
}

/** A variable that is used but has no value. */
export interface UndefinedName {
  readonly line: number;
  readonly name: string;
}

/** A Dockerfile for one platform: what to build, and from what. */
export interface StagePlan {
  readonly dockerfile: Dockerfile;
  readonly facts: StageFacts;
  /** The stages that the target needs, each after those it needs; the last is the target. Never empty. */
  readonly stages: readonly PlannedStage[];
  /** The global `ARG`s that have a value and the predefined ones, which a stage's `ARG` without a default takes. */
  readonly globalArgs: ReadonlyMap<string, string>;
  /** Build arguments that no `ARG` declares, in the order given; predefined ones are not among them. */
  readonly unusedBuildArgs: readonly string[];
  /** Variables of global `ARG`s and of every `FROM` that nothing defines. */
  readonly undefinedNames: readonly UndefinedName[];
}
