/** Something that was found out, or why it could not be and what would help: two sentences without, and with, a full stop. */
export type Fact = { readonly value: string } | { readonly missing: string; readonly wayOut: string };

/** All that a plan needs to know of the world around it. */
export interface PlanFacts {
  readonly projectName: string;
  /** Relative to the workspace root, `.` for the root itself. */
  readonly projectRoot: string;
  /** Absolute path. */
  readonly workspaceRoot: string;
  readonly now: Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: Fact;
  /** The whole commit id. */
  readonly sha: Fact;
  /** When that commit was made: ISO 8601 in UTC. */
  readonly commitTime: Fact;
  readonly branch: Fact;
  /** Whether Nx was asked to tell everything. */
  readonly isVerbose: boolean;
  /** What is at an absolute path: `file` for all that is no folder; `undefined` if nothing is. */
  readonly kindOf: (path: string) => 'file' | 'directory' | undefined;
}
