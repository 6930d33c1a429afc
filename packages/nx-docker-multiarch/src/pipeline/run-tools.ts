import type { Platform, Reference } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { ImageLoader } from '../engines/index.js';
import type { BaseImages } from './inputs/base-images.js';

/** What a run uses of the world around it; all of it belongs to the caller, who frees it. */
export interface RunTools {
  /** A folder of this run's own. */
  readonly directory: string;
  /** Where what only makes later runs faster may be kept between runs. */
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
  /** The repository that a reference names, to read or also to write. */
  openRepository(reference: Pick<Reference, 'registry' | 'repository'>, access: 'pull' | 'push'): ImageStore;
  /** The images that builds start from, known to all runs of this process. */
  readonly bases: BaseImages;
  /** Does the work when there is a free place for a build: as many are under way in this process as it can bear. */
  limitBuilds<T>(work: () => Promise<T>): Promise<T>;
  /** Bytes that this process has read by now of all repositories of this run, the engine's too. */
  bytesReceived(): number;
  readonly loader: ImageLoader;
  /** Milliseconds, of which only differences mean something. */
  now(): number;
  /** The time of day. */
  clock(): Date;
  /** In seconds of Unix time, what the user asks for as the time of files and images; `undefined` if nothing. */
  readonly sourceDateEpoch: number | undefined;
  /** Takes one line of progress, of one platform's build or of the run as a whole. */
  progress(line: string, platform?: Platform): void;
  /** Takes one line of what `explain` asks for. */
  explain(line: string, platform?: Platform): void;
  /** Takes something that the user should know and that stops nothing. */
  warn(message: string): void;
}
