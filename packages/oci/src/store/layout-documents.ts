import { OciError } from '../errors/index.js';
import { isDocumentMediaType, OCI_INDEX, OCI_MANIFEST, parseJson } from '../model/index.js';

/**
 * The media type of a document that came without one, as blobs in a layout do: what it says itself, else what its
 * members make it. `undefined` for bytes that are no manifest and no index.
 */
export function findDocumentMediaType(bytes: Uint8Array): string | undefined {
  const { mediaType, manifests, layers } = findMembers(bytes);
  if (typeof mediaType === 'string') return isDocumentMediaType(mediaType) ? mediaType : undefined;
  if (Array.isArray(manifests)) return OCI_INDEX;
  return Array.isArray(layers) ? OCI_MANIFEST : undefined;
}

function findMembers(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return { ...(parseJson(bytes, 'document') as object | null) };
  } catch (error) {
    if (error instanceof OciError) return {};
    throw error;
  }
}
