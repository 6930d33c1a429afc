import { digestOf, isDigest, type Digest } from '../../model/index.js';
import type { ImageStore } from '../../store/index.js';
import { locationOf, refusal, type Answer, type Exchange } from './exchange.js';

/** Stands for the signature of a cloud's storage; whoever shows it needs no other authorization. */
export const SIGNATURE = 'X-Signature=top-secret';

/** GET and HEAD of a blob. */
export async function serveBlob(exchange: Exchange, repository: string, digest: string): Promise<Answer> {
  const { request, server, state, url } = exchange;
  if (!isDigest(digest)) return refusal(400, 'DIGEST_INVALID', 'invalid digest');
  const store = state.repository(repository);
  if (!(await store.hasBlob(digest))) return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  if (server === 'registry' && state.quirks.redirectBlobs)
    return {
      status: 307,
      headers: { location: locationOf(exchange, 'storage', `${url.pathname}?${SIGNATURE}`) },
    };
  const body = await readWhole(store, digest);
  const headers = { 'content-type': 'application/octet-stream', 'docker-content-digest': digest };
  const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined || state.quirks.noRanges) return { status: 200, headers, body };
  if (Number(start) >= body.length) return refusal(416, 'RANGE_INVALID', 'there is nothing there');
  const range = `bytes ${start}-${body.length - 1}/${body.length}`;
  return { status: 206, headers: { ...headers, 'content-range': range }, body: body.subarray(Number(start)) };
}

/** The bytes of a blob of which only the digest is known: a store compares the size at the end, and we the digest. */
export async function readWhole(store: ImageStore, digest: Digest): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const blob = { mediaType: 'application/octet-stream', digest, size: Number.MAX_SAFE_INTEGER };
  try {
    for await (const piece of store.readBlob(blob)) pieces.push(piece);
  } catch (error) {
    if (digestOf(join(pieces)) !== digest) throw error;
  }
  return join(pieces);
}

/** A copy of megabytes is what tests with large blobs would spend their time on. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  return only && pieces.length === 1 ? only : Buffer.concat(pieces);
}
