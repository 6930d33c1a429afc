import {
  describeDocument,
  isDigest,
  isIndex,
  parseDocument,
  type EncodedDocument,
} from '../../model/index.js';
import type { ImageStore } from '../../store/index.js';
import { json, locationOf, readRequest, refusal, type Answer, type Exchange } from './exchange.js';

/** GET, HEAD and PUT of a manifest or an index. */
export async function serveManifest(
  exchange: Exchange,
  repository: string,
  reference: string,
): Promise<Answer> {
  if (exchange.method === 'PUT') return putManifest(exchange, repository, reference);
  const store = exchange.state.repository(repository);
  const found = await store.resolve(reference);
  if (found === undefined) return refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  const { descriptor, bytes } = await store.readManifest(found.digest);
  return {
    status: 200,
    headers: { 'content-type': descriptor.mediaType, 'docker-content-digest': descriptor.digest },
    body: bytes,
  };
}

export function serveTags({ state }: Exchange, repository: string): Answer {
  return json(200, { name: repository, tags: [...(state.tags.get(repository) ?? [])].sort() });
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
  if (!isDigest(reference))
    state.tags.set(repository, (state.tags.get(repository) ?? new Set()).add(reference));
  return {
    status: 201,
    headers: {
      location: locationOf(exchange, 'registry', `/v2/${repository}/manifests/${digest}`),
      'docker-content-digest': digest,
    },
  };
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
