import { discard, resolveTarget, type FollowedResponse } from '../../http/index.js';
import { OciError } from '../../errors/index.js';
import type { Descriptor } from '../../model/index.js';
import type { BlobWritten, WriteBlobOptions } from '../image-store.js';
import { verifyContent } from '../verified-content.js';
import { hasBlob } from './blobs.js';
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

const CANCEL_TIMEOUT_MS = 2_000;

interface Upload {
  readonly repository: Repository;
  readonly blob: Descriptor;
  readonly doing: string;
  readonly signal: AbortSignal | undefined;
}

/** As `ImageStore.writeBlob`: found, else mounted, else sent in one piece (distribution-spec §Pushing blobs). */
export async function writeBlob(
  repository: Repository,
  blob: Descriptor,
  read: () => AsyncIterable<Uint8Array>,
  { signal, mountFrom }: WriteBlobOptions,
): Promise<BlobWritten> {
  const doing = `Pushing ${describeContent(repository, blob.digest)}`;
  if (await hasBlob(repository, blob.digest, pushScope(repository), signal))
    return { outcome: 'existing', bytesSent: 0 };
  const upload: Upload = { repository, blob, doing, signal };
  const begun =
    mountFrom === undefined || mountFrom === repository.path ? undefined : await mount(upload, mountFrom);
  if (begun === 'mounted') return { outcome: 'mounted', bytesSent: 0 };
  await send(upload, begun ?? (await begin(upload)), read);
  return { outcome: 'sent', bytesSent: blob.size };
}

/** Mounts the blob, or begins an upload as the registry's answer to that, or neither. */
async function mount(upload: Upload, from: string): Promise<'mounted' | URL | undefined> {
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
  return response.status === 202 ? sessionOf(response, doing) : undefined;
}

/** A mount that is not allowed is no failure: the blob can still be sent. */
function unlessDenied(error: unknown): undefined {
  if (error instanceof OciError && error.code === 'REGISTRY_DENIED') return undefined;
  throw error;
}

async function begin(upload: Upload): Promise<URL> {
  const { repository, doing } = upload;
  const response = await post(upload, '', [pushScope(repository)]);
  if (response.status !== 202) throw await refused(repository, doing, response);
  await discard(response);
  return sessionOf(response, doing);
}

function post(
  { repository, signal }: Upload,
  query: string,
  scopes: readonly string[],
): Promise<FollowedResponse> {
  const target = `/v2/${repository.path}/blobs/uploads/${query}`;
  return repository.client.request({ method: 'POST', target, scopes, signal });
}

function sessionOf({ headers, url }: FollowedResponse, doing: string): URL {
  return resolveTarget(headers['location'], url, doing);
}

async function send(upload: Upload, session: URL, read: () => AsyncIterable<Uint8Array>): Promise<void> {
  const { repository, blob, doing, signal } = upload;
  try {
    const response = await repository.client.request({
      method: 'PUT',
      target: withDigest(session, blob.digest),
      scopes: [pushScope(repository)],
      headers: { 'content-type': 'application/octet-stream' },
      body: { size: blob.size, read: () => oneLate(verifyContent(read(), blob, doing, signal)) },
      signal,
    });
    if (!isSuccess(response)) throw await refused(repository, doing, response);
    await discard(response);
    checkToldDigest(response, blob.digest, doing);
  } catch (error) {
    await cancel(upload, session);
    throw error;
  }
}

/** Frees what the registry keeps of the upload, if it can be reached. */
async function cancel({ repository }: Upload, session: URL): Promise<void> {
  try {
    const response = await repository.client.request({
      method: 'DELETE',
      target: session,
      scopes: [pushScope(repository)],
      // The upload's own signal may be what ended it.
      signal: AbortSignal.timeout(CANCEL_TIMEOUT_MS),
    });
    await discard(response);
  } catch {
    // It is why the upload failed that has to be told.
  }
}

/** The registry's own query stays as it is, byte for byte: its state is in there, or a signature over it. */
function withDigest(session: URL, digest: string): URL {
  const url = new URL(session);
  url.search = `${session.search || '?'}${session.search ? '&' : ''}digest=${encodeURIComponent(digest)}`;
  return url;
}
