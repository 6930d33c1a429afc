import { persist, type Patience, type RegistryClient } from '../../http/index.js';
import type { RemoteStore } from '../image-store.js';
import { hasBlob, readBlob } from './blobs.js';
import { deleteDocument, findDocument, readDocument, resolveDocument, writeDocument } from './documents.js';
import { openRepository, readScope, type Access } from './repository.js';
import { listTags } from './tags.js';
import { writeBlob } from './upload.js';

/**
 * A repository of a registry as a store. What fails for a while is done again, each time with `patience` of its own: by the
 * contract all of it may be. Errors of every method, beside those of the contract: `REGISTRY_DENIED` (401, 403),
 * `REGISTRY_FAILED` (any other status), `REGISTRY_UNREACHABLE`, `REGISTRY_UNSAFE` (sent where it must not go),
 * `CREDENTIALS_INVALID`, `DIGEST_INVALID` and `REFERENCE_INVALID` before anything is sent.
 * Errors of this function: `REFERENCE_INVALID`.
 */
export function createRemoteStore(
  client: RegistryClient,
  path: string,
  access: Access,
  patience: () => Patience,
): RemoteStore {
  const repository = openRepository(client, path, access);
  const again = <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> =>
    persist(patience(), signal, work);
  return {
    name: repository.name,
    location: { registry: client.registry, repository: repository.path },
    resolve: (tagOrDigest, signal) => again(signal, () => resolveDocument(repository, tagOrDigest, signal)),
    readManifest: (digest, signal) => again(signal, () => readDocument(repository, digest, signal)),
    findManifest: (tagOrDigest, signal) => again(signal, () => findDocument(repository, tagOrDigest, signal)),
    writeManifest: (document, tag, signal) =>
      again(signal, () => writeDocument(repository, document, tag, signal)),
    hasBlob: (digest, signal) =>
      again(signal, () => hasBlob(repository, digest, readScope(repository), signal)),
    readBlob: (blob, signal) => readBlob(repository, blob, patience(), signal),
    writeBlob: (blob, read, options = {}) =>
      again(options.signal, () => writeBlob(repository, blob, read, patience(), options)),
    listTags: (signal) => listTags(repository, patience, signal),
    deleteManifest: (digest, signal) => again(signal, () => deleteDocument(repository, digest, signal)),
  };
}
