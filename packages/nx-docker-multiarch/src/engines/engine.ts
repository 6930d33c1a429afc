import type { TarEntry } from '@nx-docker-multiarch/oci/layer';
import type { Descriptor, Digest, Platform, Reference } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { ScannedPart } from '../context/scan/index.js';
import type { BuildJob, BuildPlan } from '../plan/index.js';

/** What one platform's build gave: descriptors, and the store that already holds all they refer to. */
export interface PlatformContent {
  /** The platform's image manifest; its `platform` member is set. */
  readonly manifest: Descriptor;
  /** Attestation manifests about it, as the engine made them. */
  readonly attestations: readonly Descriptor[];
  readonly store: ImageStore;
  /** The image it is built on, where the engine knows: the proof need not read its layers. */
  readonly base?: KnownBase | undefined;
  /** What is in a layer that the engine made itself, by its diff id; `undefined` of any other, which has to be read. */
  readonly filesOf?: (diffId: Digest) => readonly ListedFile[] | undefined;
}

/** A base image as its own documents describe it. */
export interface KnownBase {
  /** For messages: the reference, and the digest of what it points to now. */
  readonly name: string;
  /** What its config says that it is for. */
  readonly platform: Platform;
  /** Of its layers, the lowest first. */
  readonly diffIds: readonly Digest[];
}

/** One path of a layer, and the first bytes of what may be a program. */
export type ListedFile = Pick<TarEntry, 'path' | 'type' | 'mode' | 'linkTarget' | 'head'>;

/** Something this machine lacks, or that deserves a word before the build. */
export interface Finding {
  /** An `error` makes the build impossible; a `warning` only may. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The one command, or the one change, that mends it. */
  readonly hint: string;
  /** On which the Dockerfile runs something, and this machine can't. */
  readonly platform?: Platform;
}

/** What a build may use of the run around it. */
export interface BuildScope {
  /** A folder of this run's own. The run removes it at its end, however it ends. */
  readonly directory: string;
  /** The repository that the image is pushed to first; `undefined` if it is not pushed. */
  readonly target: ImageStore | undefined;
  /** Opens a repository to read from. */
  readonly openRepository: (reference: Reference, access: 'pull') => ImageStore;
  readonly signal: AbortSignal;
  /**
   * What was found in the build context, or in the named one, when it was asked what determines the image, if all that these
   * sources of `COPY` lead to is in it.
   */
  readonly findScan?:
    ((name: string | undefined, sources: readonly string[]) => ScannedPart | undefined) | undefined;
  /** Takes one line of progress, of one platform's build or of several at once. */
  progress(line: string, platform?: Platform): void;
  /** Takes something that the user should know and that stops nothing. */
  warn(message: string): void;
}

/** Platforms of one plan that are built together. */
export type BuildJobs = readonly [BuildJob, ...BuildJob[]];

/** Something that builds images, several platforms of a plan at once. */
export interface Engine {
  readonly name: string;
  /** What this machine lacks for the plan; no `error` among them means it can be built. Changes nothing. */
  missing(plan: BuildPlan, signal: AbortSignal): Promise<readonly Finding[]>;
  /** How it would build the jobs, for a dry run: one line a command, no secret in it. */
  describe(jobs: BuildJobs): readonly string[];
  /** What it makes of each job, in their order. Errors: `BUILD_FAILED`, `CANCELLED`, and those of the store. */
  build(jobs: BuildJobs, scope: BuildScope): Promise<readonly PlatformContent[]>;
}
