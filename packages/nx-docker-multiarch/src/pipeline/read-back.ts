import { setTimeout as pause } from 'node:timers/promises';
import { formatReference, type Digest, type Reference } from '@nx-docker-multiarch/oci/model';
import { verifyImage, type ExpectedImage, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { CodedError } from '../errors/index.js';
import type { RunTools } from './run-tools.js';

/** A name that was pointed to an image. */
export interface PointedName {
  readonly store: ImageStore;
  readonly reference: Reference;
  /** What it pointed to before; nothing if it is new. */
  readonly former: Digest | undefined;
}

/** A registry may take a moment until all of it knows what was written, or written once more by another run. */
const WAITS_MS: readonly number[] = [200, 800];

/**
 * Reads an image back by its name and compares. Resolves to whether the name still points to it: of two runs that push at
 * once the later one has the name, which is no failure of the earlier one, whose image is there, whole, by its digest.
 * Errors: `VERIFY_FAILED`, `REGISTRY_*`.
 */
export async function readBack(
  name: PointedName,
  expected: ExpectedImage,
  tools: Pick<RunTools, 'signal' | 'warn'>,
  [waitMs, ...more]: readonly number[] = WAITS_MS,
): Promise<boolean> {
  const { store, reference, former } = name;
  const { signal, warn } = tools;
  const tag = reference.tag ?? '';
  try {
    await verifyImage(store, tag, expected, signal);
    return true;
  } catch (error) {
    if (!isDifference(error)) throw error;
    const now = (await store.resolve(tag, signal))?.digest;
    if (now !== undefined && now !== expected.digest && now !== former) {
      await verifyImage(store, expected.digest, expected, signal);
      warn(
        `${formatReference(reference)} points to ${now} by now: somebody else pushed there at the same time. This run's image is ${expected.digest}, and is complete.`,
      );
      return false;
    }
    if (waitMs === undefined) throw error;
    await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    return readBack(name, expected, tools, more);
  }
}

/** Whether an image that was read back is not the one that was expected. */
export function isDifference(error: unknown): boolean {
  return error instanceof CodedError && error.code === 'VERIFY_FAILED';
}
