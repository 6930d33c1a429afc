import type { ArgInstruction, Instruction, Written } from './instruction.js';

/** A Dockerfile, read but not evaluated: words are as written. */
export interface Dockerfile {
  /** What errors call it: the name it was parsed with. */
  readonly name: string;
  /** `syntax`, `escape` and `check`, in the order written. */
  readonly directives: readonly Directive[];
  /** The character that escapes: `\`, or a backtick by directive. */
  readonly escape: Escape;
  /** The `ARG`s before the first `FROM`. */
  readonly globalArgs: readonly ArgInstruction[];
  /** Never empty. */
  readonly stages: readonly Stage[];
}

export type Escape = '\\' | '`';

/** A parser directive: `# name=value`. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly line: number;
}

/** One `FROM … AS` and what follows it. Lines and source are those of the `FROM`. */
export interface Stage extends Written {
  /** From 0, in the order of the file. */
  readonly index: number;
  /** In lower case. */
  readonly name?: string;
  /** What `FROM` names, as written. */
  readonly base: string;
  /** `--platform`, as written. */
  readonly platform?: string;
  readonly instructions: readonly Instruction[];
}
