import type { IgnoreRule } from '../dockerignore/index.js';

/** What is at one path of something to copy from. */
export interface SourceEntry {
  /** Relative to the tree's root, with `/`, without one in front or at the end; '' for the root. */
  readonly path: string;
  /** What a link says; of links only. */
  readonly linkTarget?: string | undefined;
}

/** Something that was there and was left out; a folder stands for all that is in it. */
export interface ExcludedPath {
  readonly path: string;
  readonly rule: IgnoreRule;
}

/** Files to copy from: a build context, or the files of a stage or an image. */
export interface SourceTree<Entry extends SourceEntry> {
  /** For messages: `build context /ws/api`, `stage build`. */
  readonly name: string;
  /** What `--from` says, of files that are not the build context's. */
  readonly from?: string | undefined;
  readonly rootEntry: Entry;
  /** What `.dockerignore` left out. */
  readonly excluded: readonly ExcludedPath[];
  /** The name of the file with the rules, if there is one. */
  readonly ignoreName: string | undefined;
  /** The rule that leaves a path out, whether or not something is there; absent where nothing is left out. */
  readonly ruleFor?: (path: string) => IgnoreRule | undefined;
  /** The entry at a path; no link is followed. */
  readonly find: (path: string) => Entry | undefined;
  /** What is in a folder, in the order of the names; nothing in what is no folder. */
  readonly childrenOf: (path: string) => readonly Entry[];
}
