import { OciError } from '../../errors/index.js';
import { discard, type FollowedResponse, type Patience, type RegistryRequest } from '../../http/index.js';
import { parseDigest, type Descriptor, type Digest } from '../../model/index.js';
import { verifyContent } from '../verified-content.js';
import { skipBytes } from './byte-pieces.js';
import {
  describeContent,
  isSuccess,
  notFound,
  readScope,
  refused,
  refusesHead,
  type Repository,
} from './repository.js';

const PARTIAL = 206;

/** As `ImageStore.hasBlob`. `scope` is what the request may ask leave for: one token does for a look before a push. */
export async function hasBlob(
  repository: Repository,
  digest: Digest,
  scope: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const doing = `Looking for ${describeContent(repository, parseDigest(digest))}`;
  const look = (method: 'HEAD' | 'GET'): Promise<FollowedResponse> =>
    requestBlob(repository, digest, { method, scopes: [scope], signal });
  let response = await look('HEAD');
  if (refusesHead(response)) response = await look('GET');
  if (response.status !== 404 && !isSuccess(response)) throw await refused(repository, doing, response);
  await discard(response);
  return response.status !== 404;
}

/**
 * As `ImageStore.readBlob`; where a download breaks off, the rest is asked for. What a descriptor says of other places is
 * not followed (CVE-2020-15157).
 */
export async function* readBlob(
  repository: Repository,
  blob: Descriptor,
  patience: Patience,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const doing = `Reading ${describeContent(repository, parseDigest(blob.digest))}`;
  yield* verifyContent(download(repository, blob, doing, patience, signal), blob, doing, signal);
}

async function* download(
  repository: Repository,
  { digest, size }: Descriptor,
  doing: string,
  patience: Patience,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  let received = 0;
  do {
    try {
      for await (const piece of readFrom(repository, digest, received, doing, signal)) {
        received += piece.length;
        yield piece;
      }
      return;
    } catch (error) {
      await patience.outlast(error, signal);
    }
    // There is no range after the last byte: what broke off was the end alone.
  } while (received < size);
}

/** The bytes of a blob from an offset on, in one answer. */
async function* readFrom(
  repository: Repository,
  digest: Digest,
  offset: number,
  doing: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const response = await requestBlob(repository, digest, {
    method: 'GET',
    scopes: [readScope(repository)],
    ...(offset > 0 && { headers: { range: `bytes=${offset}-` } }),
    transfer: 'download',
    signal,
  });
  if (response.status === 404) {
    await discard(response);
    throw notFound(doing);
  }
  if (!isSuccess(response)) throw await refused(repository, doing, response);
  if (response.status !== PARTIAL) yield* skipBytes(response.body, offset);
  else if (startOf(response) === offset) yield* response.body;
  else {
    await discard(response);
    throw new OciError('REGISTRY_FAILED', `${doing}: the registry sent another range than byte ${offset} on`);
  }
}

/** Where the range of an answer begins (RFC 9110 §14.4). */
function startOf({ headers }: FollowedResponse): number {
  return Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]);
}

function requestBlob(
  { client, path }: Repository,
  digest: Digest,
  request: Omit<RegistryRequest, 'target'>,
): Promise<FollowedResponse> {
  return client.request({ ...request, target: `/v2/${path}/blobs/${digest}` });
}
