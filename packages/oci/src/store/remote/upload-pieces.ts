import { OciError, TransientError } from '../../errors/index.js';
import { discard, type FollowedResponse } from '../../http/index.js';
import { piecesOfSize, skipBytes } from './byte-pieces.js';
import { isSuccess, pushScope, refused } from './repository.js';
import { askProgress, readReceived, readSession, type Session, type Upload } from './upload-session.js';

/** Large enough to be few, small enough to be held. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** What a registry asks for is not held without a bound. */
const MAX_PIECE_BYTES = 64 * 1024 * 1024;
const MIN_PIECE_BYTES = 64 * 1024;
const TOO_LARGE = 413;

/**
 * Sends a blob from the session's offset on, in pieces, all but the final PUT (distribution-spec §Pushing a blob in
 * chunks). A piece that breaks off goes on at the registry's offset; one that is too large goes in smaller ones.
 */
export async function sendPieces(upload: Upload, begun: Session): Promise<Session> {
  const { doing, onProgress, onMove } = upload;
  const content = skipBytes(upload.content(), begun.offset);
  const wanted = Math.min(Math.max(PIECE_BYTES, begun.minPieceBytes), MAX_PIECE_BYTES);
  let limit = wanted;
  let session = begun;
  for await (const piece of piecesOfSize(content, wanted)) {
    const start = session.offset;
    const end = start + piece.length;
    while (session.offset < end) {
      const part = piece.subarray(session.offset - start, session.offset - start + limit);
      const next = await sendPart(upload, session, part);
      if (next === 'too large') limit = halved(limit, session);
      else onMove((session = checkOffset(next, start, end, doing)));
      onProgress?.(session.offset);
    }
  }
  return session;
}

async function sendPart(upload: Upload, session: Session, part: Uint8Array): Promise<Session | 'too large'> {
  const { repository, doing, patience, signal } = upload;
  try {
    const response = await patch(upload, session, part);
    if (response.status === TOO_LARGE && part.length > smallest(session)) {
      await discard(response);
      return 'too large';
    }
    if (!isSuccess(response)) throw await refused(repository, doing, response);
    await discard(response);
    const { url } = readSession(response, doing);
    const offset = readReceived(response.headers['range']) ?? session.offset + part.length;
    if (offset > session.offset) return { ...session, url, offset };
    throw new OciError('REGISTRY_FAILED', `${doing}: the registry takes a piece and keeps nothing of it`);
  } catch (failure) {
    await patience.outlast(failure, signal);
    const reached = await askProgress(upload, session);
    if (reached === undefined) throw failure;
    return reached;
  }
}

function patch(
  { repository, signal }: Upload,
  { url, offset }: Session,
  part: Uint8Array,
): Promise<FollowedResponse> {
  return repository.client.request({
    method: 'PATCH',
    target: url,
    scopes: [pushScope(repository)],
    headers: {
      'content-type': 'application/octet-stream',
      'content-range': `${offset}-${offset + part.length - 1}`,
    },
    body: part,
    transfer: 'upload',
    signal,
  });
}

function smallest({ minPieceBytes }: Session): number {
  return Math.max(MIN_PIECE_BYTES, minPieceBytes);
}

function halved(limit: number, session: Session): number {
  return Math.max(Math.ceil(limit / 2), smallest(session));
}

/** What lies before the piece in hand is gone: then all has to be sent anew. */
function checkOffset(session: Session, start: number, end: number, doing: string): Session {
  if (session.offset >= start && session.offset <= end) return session;
  const reason = `the registry has ${session.offset} bytes where it should have ${start} to ${end}`;
  throw new TransientError('REGISTRY_FAILED', `${doing}: ${reason}`);
}
