import { OciError, TransientError, type OciErrorCode } from '../../errors/index.js';
import { discard, type FollowedResponse, type Patience, type RequestBody } from '../../http/index.js';
import type { Descriptor } from '../../model/index.js';
import type { BlobWritten, WriteBlobOptions } from '../image-store.js';
import { verifyContent } from '../verified-content.js';
import { hasBlob } from './blobs.js';
import { countBytes } from './byte-pieces.js';
import { oneLate } from './one-late.js';
import {
  checkToldDigest,
  describeContent,
  isSuccess,
  openRepository,
  pullScope,
  pushScope,
  refused,
  type Repository,
} from './repository.js';
import { sendPieces } from './upload-pieces.js';
import {
  askProgress,
  cancelUpload,
  readSession,
  withDigest,
  type Session,
  type Upload,
} from './upload-session.js';

/** What a registry, or what stands before it, answers to more in one piece than it takes. */
const REFUSES_WHOLE: ReadonlySet<number> = new Set([405, 413, 501]);
/** Less than this is sent anew rather than asked for how far it got. */
const WORTH_RESUMING_BYTES = 1024 * 1024;
/** Failures that a new upload may not meet; all others are those of the content. */
const REGISTRYS_OWN: ReadonlySet<OciErrorCode> = new Set(['REGISTRY_FAILED', 'REGISTRY_UNREACHABLE']);

/**
 * As `ImageStore.writeBlob`: found, else mounted, else sent, in one piece if the registry takes it (distribution-spec
 * §Pushing blobs). `patience` is for the pieces of one upload; who calls may do it all again.
 */
export async function writeBlob(
  repository: Repository,
  blob: Descriptor,
  read: () => AsyncIterable<Uint8Array>,
  patience: Patience,
  { signal, mountFrom, onProgress }: WriteBlobOptions,
): Promise<BlobWritten> {
  const doing = `Pushing ${describeContent(repository, blob.digest)}`;
  if (await hasBlob(repository, blob.digest, pushScope(repository), signal))
    return { outcome: 'existing', bytesSent: 0 };
  let session: Session | undefined;
  const onMove = (next: Session): void => void (session = next);
  const content = () => verifyContent(read(), blob, doing, signal);
  const upload: Upload = { repository, blob, doing, content, patience, signal, onProgress, onMove };
  const begun =
    mountFrom === undefined || mountFrom === repository.path ? undefined : await mount(upload, mountFrom);
  if (begun === 'mounted') return { outcome: 'mounted', bytesSent: 0 };
  session = begun ?? (await begin(upload));
  try {
    await send(upload, session);
  } catch (error) {
    await cancelUpload(upload, session);
    throw error;
  }
  return { outcome: 'sent', bytesSent: blob.size };
}

/** Mounts the blob, or begins an upload as the registry's answer to that, or neither. */
async function mount(upload: Upload, from: string): Promise<'mounted' | Session | undefined> {
  const { repository, blob, doing } = upload;
  const source = openRepository(repository.client, from, 'pull');
  const query = `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(from)}`;
  // One token for both: being allowed to push here does not mean being allowed to read there (CVE-2024-39897).
  const response = await post(upload, query, [pushScope(repository), pullScope(source)]).catch(unlessDenied);
  if (response === undefined) return undefined;
  await discard(response);
  if (response.status === 201) {
    checkToldDigest(response, blob.digest, doing);
    return 'mounted';
  }
  return response.status === 202 ? readSession(response, doing) : undefined;
}

/** A mount that is not allowed is no failure: the blob can still be sent. */
function unlessDenied(error: unknown): undefined {
  if (error instanceof OciError && error.code === 'REGISTRY_DENIED') return undefined;
  throw error;
}

async function begin(upload: Upload): Promise<Session> {
  const { repository, doing } = upload;
  const response = await post(upload, '', [pushScope(repository)]);
  if (response.status !== 202) throw await refused(repository, doing, response);
  await discard(response);
  return readSession(response, doing);
}

function post(
  { repository, signal }: Upload,
  query: string,
  scopes: readonly string[],
): Promise<FollowedResponse> {
  const target = `/v2/${repository.path}/blobs/uploads/${query}`;
  return repository.client.request({ method: 'POST', target, scopes, signal });
}

async function send(upload: Upload, session: Session): Promise<void> {
  const { blob, repository, doing, content, onProgress } = upload;
  const body = { size: blob.size, read: () => countBytes(oneLate(content()), onProgress) };
  try {
    const response = await finish(upload, session, body);
    if (!REFUSES_WHOLE.has(response.status)) return await checkStored(upload, response);
    if (blob.size === 0) throw await refused(repository, doing, response);
    await discard(response);
  } catch (error) {
    return goOn(upload, session, error);
  }
  await sendRest(upload, (await askProgress(upload, session)) ?? session);
}

/** Goes on with an upload that broke off. Errors: what broke it off, where it is better begun anew. */
async function goOn(upload: Upload, session: Session, failure: unknown): Promise<void> {
  if (!(failure instanceof TransientError) || upload.blob.size < WORTH_RESUMING_BYTES) throw failure;
  try {
    const reached = await askProgress(upload, session);
    if (reached === undefined || reached.offset === 0) throw failure;
    await sendRest(upload, reached);
  } catch (error) {
    throw error instanceof OciError && REGISTRYS_OWN.has(error.code) ? failure : error;
  }
}

async function sendRest(upload: Upload, reached: Session): Promise<void> {
  upload.onMove(reached);
  const complete = await sendPieces(upload, reached);
  await checkStored(upload, await finish(upload, complete, Buffer.alloc(0)));
}

/** The last request of an upload, with the rest of its bytes: all or none. */
function finish(
  { repository, blob, signal }: Upload,
  session: Session,
  body: RequestBody,
): Promise<FollowedResponse> {
  return repository.client.request({
    method: 'PUT',
    target: withDigest(session, blob.digest),
    scopes: [pushScope(repository)],
    headers: { 'content-type': 'application/octet-stream' },
    body,
    transfer: 'upload',
    signal,
  });
}

async function checkStored({ repository, blob, doing }: Upload, response: FollowedResponse): Promise<void> {
  if (!isSuccess(response)) throw await refused(repository, doing, response);
  await discard(response);
  checkToldDigest(response, blob.digest, doing);
}
