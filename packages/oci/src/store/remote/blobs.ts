import { discard, type FollowedResponse } from '../../http/index.js';
import { parseDigest, type Descriptor, type Digest } from '../../model/index.js';
import { verifyContent } from '../verified-content.js';
import {
  describeContent,
  isSuccess,
  notFound,
  readScope,
  refused,
  refusesHead,
  type Repository,
} from './repository.js';

/** As `ImageStore.hasBlob`. `scope` is what the request may ask leave for: one token does for a look before a push. */
export async function hasBlob(
  repository: Repository,
  digest: Digest,
  scope: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const doing = `Looking for ${describeContent(repository, parseDigest(digest))}`;
  let response = await requestBlob(repository, 'HEAD', digest, scope, signal);
  if (refusesHead(response)) response = await requestBlob(repository, 'GET', digest, scope, signal);
  if (response.status !== 404 && !isSuccess(response)) throw await refused(repository, doing, response);
  await discard(response);
  return response.status !== 404;
}

/** As `ImageStore.readBlob`. What a descriptor says of other places is not followed (CVE-2020-15157). */
export async function* readBlob(
  repository: Repository,
  blob: Descriptor,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const doing = `Reading ${describeContent(repository, parseDigest(blob.digest))}`;
  const response = await requestBlob(repository, 'GET', blob.digest, readScope(repository), signal);
  if (response.status === 404) {
    await discard(response);
    throw notFound(doing);
  }
  if (!isSuccess(response)) throw await refused(repository, doing, response);
  yield* verifyContent(response.body, blob, doing, signal);
}

function requestBlob(
  { client, path }: Repository,
  method: 'HEAD' | 'GET',
  digest: Digest,
  scope: string,
  signal: AbortSignal | undefined,
): Promise<FollowedResponse> {
  return client.request({ method, target: `/v2/${path}/blobs/${digest}`, scopes: [scope], signal });
}
