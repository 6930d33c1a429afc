import { discard, resolveTarget, type FollowedResponse, type Patience } from '../../http/index.js';
import type { Descriptor } from '../../model/index.js';
import { deleteScope, isSuccess, pushScope, type Repository } from './repository.js';

const CANCEL_TIMEOUT_MS = 2_000;

/** What is to be uploaded, and where to. */
export interface Upload {
  readonly repository: Repository;
  readonly blob: Descriptor;
  /** Begins the errors' messages. */
  readonly doing: string;
  /** The verified bytes of the blob, from its start. */
  readonly content: () => AsyncIterable<Uint8Array>;
  /** For pieces that break off. */
  readonly patience: Patience;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((bytesSent: number) => void) | undefined;
  /** Is told where the upload goes on, each time that the registry names another address. */
  readonly onMove: (session: Session) => void;
}

/** An upload that a registry has begun: where it goes on, and how much is there. */
export interface Session {
  readonly url: URL;
  readonly offset: number;
  /** No piece but the last may be smaller than this many bytes; 0 if the registry does not care. */
  readonly minPieceBytes: number;
}

/** Reads a new session, or how far one got, from an answer (distribution-spec §Pushing a blob in chunks). */
export function readSession(response: FollowedResponse, doing: string): Session {
  const { location, range, 'oci-chunk-min-length': minimum } = response.headers;
  const received = readReceived(range) ?? 0;
  return {
    url: resolveTarget(location, response.url, doing),
    // Registries say 0-0 of nothing too; one that holds a byte refuses the next piece, and gets all anew.
    offset: received === 1 ? 0 : received,
    minPieceBytes: Number(/^\d{1,12}$/.exec(minimum ?? '')?.[0] ?? 0),
  };
}

/** How many bytes a registry has by the `Range` of its answer, `0-<last byte>`; `undefined` if it doesn't say. */
export function readReceived(range: string | undefined): number | undefined {
  const last = /^(?:bytes=)?0-(\d+)$/.exec(range ?? '')?.[1];
  return last === undefined ? undefined : Number(last) + 1;
}

/** How far an upload got by the registry's own word; `undefined` if it doesn't say. */
export async function askProgress(
  { repository, doing, signal }: Upload,
  session: Session,
): Promise<Session | undefined> {
  const response = await repository.client.request({
    method: 'GET',
    target: session.url,
    scopes: [pushScope(repository)],
    signal,
  });
  await discard(response);
  const { location, range } = response.headers;
  if (!isSuccess(response) || location === undefined || range === undefined) return undefined;
  return { ...readSession(response, doing), minPieceBytes: session.minPieceBytes };
}

/** Frees what the registry keeps of an upload, if it can be reached and lets us. */
export async function cancelUpload(
  { repository }: Pick<Upload, 'repository'>,
  session: Session,
): Promise<void> {
  try {
    const response = await repository.client.request({
      method: 'DELETE',
      target: session.url,
      scopes: [deleteScope(repository)],
      // The upload's own signal may be what ended it.
      signal: AbortSignal.timeout(CANCEL_TIMEOUT_MS),
    });
    await discard(response);
  } catch {
    // It is why the upload failed that has to be told.
  }
}

/** Where the end of an upload is told. The registry's own query stays as it is: its state is in there, or a signature over it. */
export function withDigest({ url }: Session, digest: string): URL {
  const target = new URL(url);
  target.search = `${url.search || '?'}${url.search ? '&' : ''}digest=${encodeURIComponent(digest)}`;
  return target;
}
