/** One line of a `.dockerignore` that says something. */
export interface IgnoreRule {
  /** From 1. */
  readonly line: number;
  /** As it is written there. */
  readonly text: string;
}

/** What a `.dockerignore` says of paths: relative to the build context, with `/`, without one in front. */
export interface IgnoreRules {
  /** The file that the rules are from, as it was named; for messages. */
  readonly name: string;
  /** Whether a path is left out of the build context. */
  readonly ignores: (path: string) => boolean;
  /** The rule that leaves a path out; `undefined` if it is not left out. */
  readonly ruleFor: (path: string) => IgnoreRule | undefined;
  /** Whether something below a folder that is left out may still be in the build context, by a rule with `!`. */
  readonly mayContainIncluded: (directory: string) => boolean;
}
