import { digestOf, isDigest } from '../../model/index.js';
import { readWhole, SIGNATURE } from './blobs.js';
import { locationOf, readRequest, refusal, type Answer, type Exchange, type Upload } from './exchange.js';

/** POST, PATCH, PUT, GET and DELETE of an upload (distribution-spec §Pushing blobs). */
export async function serveUpload(exchange: Exchange, repository: string, session: string): Promise<Answer> {
  const { method, state, url } = exchange;
  if (method === 'POST') return beginUpload(exchange, repository);
  const upload = state.uploads.sessions.get(session);
  // The state stands in the query, as it does in distribution: a client must not lose it.
  if (!upload || url.searchParams.get('_state') !== stateOf(session, upload))
    return refusal(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
  if (method === 'DELETE') {
    state.uploads.sessions.delete(session);
    return { status: 204 };
  }
  if (method === 'GET') return progress(exchange, 204, repository, session, upload);
  if (exchange.server === 'registry' && state.quirks.redirectUploads && method === 'PUT')
    return {
      status: 307,
      headers: { location: locationOf(exchange, 'storage', `${url.pathname}${url.search}&${SIGNATURE}`) },
    };
  return method === 'PUT'
    ? finishUpload(exchange, repository, session, upload)
    : appendPiece(exchange, repository, session, upload);
}

async function beginUpload(exchange: Exchange, repository: string): Promise<Answer> {
  const { state, url } = exchange;
  const [digest, from] = [url.searchParams.get('mount') ?? '', url.searchParams.get('from') ?? ''];
  if (from && isDigest(digest) && !state.quirks.noMount && exchange.may(from, 'pull')) {
    const source = state.repository(from);
    if (await source.hasBlob(digest)) {
      await store(exchange, repository, Buffer.from(await readWhole(source, digest)));
      return created(exchange, repository, digest);
    }
  }
  const session = `session-${++state.uploads.begun}`;
  const upload: Upload = { pieces: [], sizeBytes: 0 };
  state.uploads.sessions.set(session, upload);
  return progress(exchange, 202, repository, session, upload);
}

async function appendPiece(
  exchange: Exchange,
  repository: string,
  session: string,
  upload: Upload,
): Promise<Answer> {
  const range = exchange.request.headers['content-range'];
  if (range !== undefined && Number(/^(\d+)-\d+$/.exec(range)?.[1]) !== upload.sizeBytes)
    return refusal(416, 'BLOB_UPLOAD_INVALID', 'the piece does not follow the last one');
  const piece = await readRequest(exchange.request);
  upload.pieces.push(piece);
  upload.sizeBytes += piece.length;
  return progress(exchange, 202, repository, session, upload);
}

async function finishUpload(
  exchange: Exchange,
  repository: string,
  session: string,
  upload: Upload,
): Promise<Answer> {
  const last = await readRequest(exchange.request);
  const bytes = upload.pieces.length === 0 ? last : Buffer.concat([...upload.pieces, last]);
  const digest = digestOf(bytes);
  if (exchange.url.searchParams.get('digest') !== digest)
    return refusal(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  await store(exchange, repository, bytes);
  exchange.state.uploads.sessions.delete(session);
  return created(exchange, repository, digest);
}

async function store({ state }: Exchange, repository: string, bytes: Buffer): Promise<void> {
  const blob = { mediaType: 'application/octet-stream', digest: digestOf(bytes), size: bytes.length };
  await state.repository(repository).writeBlob(blob, async function* () {
    if (bytes.length > 0) yield bytes;
  });
}

function created(exchange: Exchange, repository: string, digest: string): Answer {
  const location = locationOf(exchange, 'registry', `/v2/${repository}/blobs/${digest}`);
  return { status: 201, headers: { location, 'docker-content-digest': digest } };
}

function progress(
  exchange: Exchange,
  status: number,
  repository: string,
  session: string,
  upload: Upload,
): Answer {
  const isForeign = exchange.state.quirks.foreignUploads;
  const path = `/v2/${repository}/blobs/uploads/${session}?_state=${encodeURIComponent(stateOf(session, upload))}`;
  return {
    status,
    headers: {
      location: locationOf(
        exchange,
        isForeign ? 'storage' : 'registry',
        isForeign ? `${path}&${SIGNATURE}` : path,
      ),
      range: `0-${Math.max(upload.sizeBytes - 1, 0)}`,
      'docker-upload-uuid': session,
    },
  };
}

/** Has characters that a careless client would write anew. */
function stateOf(session: string, { sizeBytes }: Upload): string {
  return `${session} ${sizeBytes}=+/`;
}
