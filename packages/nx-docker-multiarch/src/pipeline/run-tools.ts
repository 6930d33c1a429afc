import type { Platform, Reference } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { ImageLoader } from '../engines/index.js';

/** What a run uses of the world around it; all of it belongs to the caller, who frees it. */
export interface RunTools {
  /** A folder of this run's own. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** The repository that a reference names. */
  openRepository(reference: Reference): ImageStore;
  /** Bytes that this process has read by now of all repositories of this run, the engine's too. */
  bytesReceived(): number;
  readonly loader: ImageLoader;
  /** Milliseconds, of which only differences mean something. */
  now(): number;
  /** Takes one line of progress, of one platform's build or of the run as a whole. */
  progress(line: string, platform?: Platform): void;
  /** Takes something that the user should know and that stops nothing. */
  warn(message: string): void;
}
