import type { Descriptor, Platform } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { BuildJob, BuildPlan } from '../plan/index.js';

/** What one platform's build gave: descriptors, and the store that already holds all they refer to. */
export interface PlatformContent {
  /** The platform's image manifest; its `platform` member is set. */
  readonly manifest: Descriptor;
  /** Attestation manifests about it, as the engine made them. */
  readonly attestations: readonly Descriptor[];
  readonly store: ImageStore;
}

/** Something this machine lacks, or that deserves a word before the build. */
export interface Finding {
  /** An `error` makes the build impossible; a `warning` only may. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The one command, or the one change, that mends it. */
  readonly hint: string;
}

/** What a build may use of the run around it. */
export interface BuildScope {
  /** A folder of this run's own. The run removes it at its end, however it ends. */
  readonly directory: string;
  /** The repository that the image is pushed to first; `undefined` if it is not pushed. */
  readonly target: ImageStore | undefined;
  readonly signal: AbortSignal;
  /** Takes one line of progress of one platform's build. */
  progress(platform: Platform, line: string): void;
}

/** Something that builds images: one platform at a time, as many at once as it is asked. */
export interface Engine {
  readonly name: string;
  /** What this machine lacks for the plan; no `error` among them means it can be built. Changes nothing. */
  missing(plan: BuildPlan, signal: AbortSignal): Promise<readonly Finding[]>;
  /** How it would build the job, for a dry run: one line a command, no secret in it. */
  describe(job: BuildJob): readonly string[];
  /** Builds one platform. Errors: `BUILD_FAILED`, `CANCELLED`, and those of the store. */
  build(job: BuildJob, scope: BuildScope): Promise<PlatformContent>;
}
