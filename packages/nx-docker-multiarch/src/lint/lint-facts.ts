import type { Platform } from '@nx-docker-multiarch/oci/model';

/** What a Dockerfile is judged by, besides its text. */
export interface LintFacts {
  /** What the image is for, each platform once. With a single one, nothing is said of the others. */
  readonly platforms: readonly Platform[];
  /** The stage that becomes the image; absent: the last. */
  readonly target?: string | undefined;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** The names of the named contexts. */
  readonly namedContexts: ReadonlySet<string>;
  /** Absent: the build context is on another machine. */
  readonly context?: ContextFacts | undefined;
  /** By references as `imagesToAsk` gives them, the platforms they have; of those that are not in it nothing is known. */
  readonly images?: ReadonlyMap<string, readonly Platform[]> | undefined;
}

/** What is known of the build context without reading all of it. */
export interface ContextFacts {
  /** Whether something is at this path, relative to the context, and `.dockerignore` does not leave it out. */
  readonly holds: (path: string) => boolean;
  /** Folders of projects in it, relative to it, in which a package manager may have installed something. */
  readonly folders: readonly string[];
}
