import { OciError } from '../errors/index.js';
import {
  MAX_DOCUMENT_BYTES,
  parseImageConfig,
  type Descriptor,
  type ImageConfig,
  type ImageManifest,
} from '../model/index.js';
import type { ImageStore } from './image-store.js';

/**
 * The config of an image manifest. Errors: `NOT_FOUND`, `CONTENT_MISMATCH`, `CONTENT_TOO_LARGE` before anything is
 * read, `DOCUMENT_INVALID`.
 */
export async function readImageConfig(
  store: ImageStore,
  { config }: ImageManifest,
  signal?: AbortSignal,
): Promise<ImageConfig> {
  return parseImageConfig(await readSmallBlob(store, config, signal), `config ${config.digest}`);
}

/** A whole blob that is bounded as documents are. Errors: as `readImageConfig`. */
export async function readSmallBlob(
  store: ImageStore,
  blob: Descriptor,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (blob.size > MAX_DOCUMENT_BYTES) {
    const doing = `Reading ${store.name}@${blob.digest}`;
    throw new OciError(
      'CONTENT_TOO_LARGE',
      `${doing}: ${blob.size} bytes are more than ${MAX_DOCUMENT_BYTES}`,
    );
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of store.readBlob(blob, signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}
