import { createLayoutStore } from '@nx-docker-multiarch/oci/store';
import { formatReference, parseReference, type Reference } from '@nx-docker-multiarch/oci/model';
import type { BaseSource } from './base-image.js';
import type { ContextKind } from './unsupported.js';

const IMAGE_SCHEME = 'docker-image://';
const LAYOUT_SCHEME = 'oci-layout://';

/** What the value of a build context is to this engine. `undefined` is a context that was not given. */
export function kindOfContext(value: string | undefined): ContextKind {
  if (value === undefined) return 'other';
  if (value.startsWith(IMAGE_SCHEME) || value.startsWith(LAYOUT_SCHEME)) return 'image';
  return value.startsWith('/') || /^[A-Za-z]:[\\/]/.test(value) ? 'folder' : 'other';
}

/** Where the image is that a context of kind `image` names. */
export function imageOfContext(
  value: string,
  openRepository: (reference: Reference) => BaseSource['store'],
): BaseSource {
  if (value.startsWith(IMAGE_SCHEME)) return imageSource(value.slice(IMAGE_SCHEME.length), openRepository);
  const [, path = '', tag, digest] =
    /^(.+?)(?::([^/:@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(value.slice(LAYOUT_SCHEME.length)) ?? [];
  return { name: value, store: createLayoutStore(path), tagOrDigest: digest ?? tag ?? 'latest' };
}

/** Where an image is that a Dockerfile names. Errors: `REFERENCE_INVALID`, `DIGEST_INVALID`. */
export function imageSource(
  text: string,
  openRepository: (reference: Reference) => BaseSource['store'],
): BaseSource {
  const reference = parseReference(text);
  const { tag = 'latest', digest } = reference;
  return {
    name: formatReference({ ...reference, ...(digest === undefined && { tag }) }),
    store: openRepository(reference),
    tagOrDigest: digest ?? tag,
  };
}
