import type { Finding } from './converted.js';

/** A finding, and where it was made: `api:container`, `api:container:production`, or a place in nx.json. */
export interface PlacedFinding extends Finding {
  readonly place: string;
}

/** What became of a workspace. */
export interface Outcome {
  /** Targets by their names, `api:container`. */
  readonly converted: readonly string[];
  readonly kept: readonly { readonly target: string; readonly why: string }[];
  readonly findings: readonly PlacedFinding[];
  /** What has changed in nx.json, each a sentence. */
  readonly inNxJson: readonly string[];
  /** Whether anything of nx-container is left in what Nx reads. */
  readonly isLeft: boolean;
}
