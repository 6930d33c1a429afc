import { formatReference, type EncodedDocument, type Reference } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { CodedError } from '../errors/index.js';
import type { RunTools } from './run-tools.js';

/** A name that is to point to an image, and the repository that holds both. */
export interface TagTarget {
  readonly store: ImageStore;
  readonly reference: Reference;
  /** Whether it points there already. */
  readonly isThere: boolean;
}

/**
 * Points each tag to a root that its repository holds: one after the other, in their order, up to the first that fails.
 * Errors: that of the store, which then also says which tags point to the root and which don't.
 */
export async function moveTags(
  tags: readonly TagTarget[],
  root: EncodedDocument,
  { signal, progress }: Pick<RunTools, 'signal' | 'progress'>,
): Promise<void> {
  const moved = new Set(tags.filter(({ isThere }) => isThere));
  for (const tag of tags) {
    if (moved.has(tag)) continue;
    progress(`tagging ${formatReference(tag.reference)}`);
    try {
      await tag.store.writeManifest(root, tag.reference.tag, signal);
    } catch (error) {
      throw withState(error, tags, moved);
    }
    moved.add(tag);
  }
}

function withState(error: unknown, tags: readonly TagTarget[], moved: ReadonlySet<TagTarget>): unknown {
  if (!(error instanceof CodedError)) return error;
  const list = (isMoved: boolean): string =>
    tags
      .filter((tag) => moved.has(tag) === isMoved)
      .map(({ reference }) => formatReference(reference))
      .join(', ');
  const state =
    moved.size === 0
      ? ['No tag points to the new image.']
      : [`These tags point to the new image: ${list(true)}.`, `These do not: ${list(false)}.`];
  const message = [error.message, ...state].join('\n  ');
  return new CodedError(error.code, message, {
    ...(error.hint !== undefined && { hint: error.hint }),
    cause: error,
  });
}
