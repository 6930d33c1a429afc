import { digestOf, isDigest, type Digest } from '../../model/index.js';
import type { ImageStore } from '../../store/index.js';
import { readWhole, SIGNATURE } from './blobs.js';
import { locationOf, refusal, type Answer, type Exchange, type Upload } from './exchange.js';

/** POST, PATCH, PUT, GET and DELETE of an upload (distribution-spec §Pushing blobs). */
export async function serveUpload(exchange: Exchange, repository: string, session: string): Promise<Answer> {
  const { method, state, url } = exchange;
  if (method === 'POST') return beginUpload(exchange, repository);
  const upload = state.uploads.sessions.get(session);
  // The state stands in the query, as it does in distribution: a client must not lose it.
  if (!upload || !isStateOf(session, url.searchParams.get('_state')))
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
  const refused = refuseBody(exchange);
  if (refused) return refused;
  return method === 'PUT'
    ? finishUpload(exchange, repository, session, upload)
    : appendPiece(exchange, repository, session, upload);
}

/** What is refused by its size, before any of it is read. */
function refuseBody({ method, request, state }: Exchange): Answer | undefined {
  const { maxRequestBytes = Infinity, noMonolithic = false } = state.quirks;
  const sizeBytes = Number(request.headers['content-length'] ?? 0);
  if (method === 'PUT' && noMonolithic && sizeBytes > 0)
    return refusal(405, 'UNSUPPORTED', 'only pieces are taken');
  return sizeBytes > maxRequestBytes ? refusal(413, 'SIZE_INVALID', 'the request is too large') : undefined;
}

async function beginUpload(exchange: Exchange, repository: string): Promise<Answer> {
  const { state, url } = exchange;
  const [digest, from] = [url.searchParams.get('mount') ?? '', url.searchParams.get('from') ?? ''];
  if (from && isDigest(digest) && !state.quirks.noMount && exchange.may(from, 'pull')) {
    const source = await findSource(exchange, from, digest);
    if (source) {
      await store(exchange, repository, Buffer.from(await readWhole(source, digest)));
      return created(exchange, repository, digest);
    }
  }
  const session = `session-${++state.uploads.begun}`;
  const upload: Upload = { pieces: [], sizeBytes: 0, isEnded: false };
  state.uploads.sessions.set(session, upload);
  return progress(exchange, 202, repository, session, upload);
}

async function findSource(
  { state }: Exchange,
  from: string,
  digest: Digest,
): Promise<ImageStore | undefined> {
  const names = state.quirks.mountsFromAnywhere ? state.repositories() : [from];
  for (const name of names) if (await state.repository(name).hasBlob(digest)) return state.repository(name);
  return undefined;
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
  if (upload.isEnded) return refusal(416, 'BLOB_UPLOAD_INVALID', 'a piece before was too small');
  // What came of a piece that breaks off is kept, as distribution does.
  for await (const bytes of exchange.request as AsyncIterable<Buffer>) {
    upload.pieces.push(bytes);
    upload.sizeBytes += bytes.length;
  }
  upload.isEnded =
    Number(exchange.request.headers['content-length']) < (exchange.state.quirks.minPieceBytes ?? 0);
  return progress(exchange, 202, repository, session, upload);
}

async function finishUpload(
  exchange: Exchange,
  repository: string,
  session: string,
  upload: Upload,
): Promise<Answer> {
  const last = await keepIfBroken(exchange, upload);
  const bytes = upload.pieces.length === 0 ? last : Buffer.concat([...upload.pieces, last]);
  const digest = digestOf(bytes);
  if (exchange.url.searchParams.get('digest') !== digest)
    return refusal(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  await store(exchange, repository, bytes);
  exchange.state.uploads.sessions.delete(session);
  return created(exchange, repository, digest);
}

/** The body of the last request; what came of one that breaks off is kept, as distribution does. */
async function keepIfBroken({ request }: Exchange, upload: Upload): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const bytes of request as AsyncIterable<Buffer>) pieces.push(bytes);
  } catch (error) {
    upload.pieces.push(...pieces);
    upload.sizeBytes += Buffer.concat(pieces).length;
    throw error;
  }
  return Buffer.concat(pieces);
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
  const { foreignUploads: isForeign, minPieceBytes } = exchange.state.quirks;
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
      ...(minPieceBytes !== undefined && { 'oci-chunk-min-length': String(minPieceBytes) }),
    },
  };
}

/** Has characters that a careless client would write anew. */
function stateOf(session: string, { sizeBytes }: Upload): string {
  return `${session} ${sizeBytes}=+/`;
}

/** Of any time: who lost an answer has an old one. */
function isStateOf(session: string, state: string | null): boolean {
  return state?.startsWith(`${session} `) === true && state.endsWith('=+/');
}
