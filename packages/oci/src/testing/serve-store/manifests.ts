import {
  describeDocument,
  isDigest,
  isIndex,
  parseDocument,
  type EncodedDocument,
} from '../../model/index.js';
import type { ImageStore } from '../../store/index.js';
import { locationOf, readRequest, refusal, type Answer, type Exchange } from './exchange.js';

/** GET, HEAD, PUT and DELETE of a manifest or an index. */
export async function serveManifest(
  exchange: Exchange,
  repository: string,
  reference: string,
): Promise<Answer> {
  if (exchange.method === 'PUT') return putManifest(exchange, repository, reference);
  if (exchange.method === 'DELETE') return deleteManifest(exchange, repository, reference);
  const found = await exchange.state.repository(repository).findManifest(reference);
  if (found === undefined) return unknown();
  const { descriptor, bytes } = found;
  return {
    status: 200,
    headers: { 'content-type': descriptor.mediaType, 'docker-content-digest': descriptor.digest },
    body: bytes,
  };
}

async function putManifest(exchange: Exchange, repository: string, reference: string): Promise<Answer> {
  const { request, state } = exchange;
  const mediaType = request.headers['content-type'] ?? '';
  const document = describeDocument(await readRequest(request), mediaType);
  const { digest } = document.descriptor;
  const store = state.repository(repository);
  if (isDigest(reference) && reference !== digest)
    return refusal(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  const missing = state.quirks.takesIncomplete ? undefined : await findMissing(store, document);
  if (missing) return refusal(404, 'MANIFEST_BLOB_UNKNOWN', `blob unknown to registry: ${missing}`);
  await store.writeManifest(document, isDigest(reference) ? undefined : reference);
  return {
    status: 201,
    headers: {
      location: locationOf(exchange, 'registry', `/v2/${repository}/manifests/${digest}`),
      'docker-content-digest': digest,
    },
  };
}

/** By digest alone: no registry that this is like lets go of a tag and keeps what it pointed to. */
async function deleteManifest({ state }: Exchange, repository: string, reference: string): Promise<Answer> {
  if (state.quirks.noDelete) return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.');
  if (!isDigest(reference)) return refusal(400, 'UNSUPPORTED', 'a tag alone cannot be deleted');
  return (await state.repository(repository).deleteManifest(reference)) ? { status: 202 } : unknown();
}

function unknown(): Answer {
  return refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
}

/** The first of what a document refers to that is not there yet. */
async function findMissing(store: ImageStore, encoded: EncodedDocument): Promise<string | undefined> {
  const document = parseDocument(encoded);
  if (isIndex(document)) {
    for (const { digest } of document.manifests) if (!(await store.resolve(digest))) return digest;
    return undefined;
  }
  const blobs = [document.config, ...document.layers].filter(({ urls }) => urls === undefined);
  for (const { digest } of blobs) if (!(await store.hasBlob(digest))) return digest;
  return undefined;
}
