import { OciError, TransientError } from '../../errors/index.js';
import { discard, readBounded, type FollowedResponse } from '../../http/index.js';
import {
  describeDocument,
  DOCUMENT_MEDIA_TYPES,
  isDigest,
  MAX_DOCUMENT_BYTES,
  parseDigest,
  parseReference,
  type Descriptor,
  type Digest,
  type EncodedDocument,
} from '../../model/index.js';
import { verifyDocument } from '../verified-content.js';
import {
  checkToldDigest,
  deleteScope,
  describeContent,
  isSuccess,
  notFound,
  pushScope,
  readScope,
  refused,
  refusesHead,
  type Repository,
} from './repository.js';

const ACCEPT = DOCUMENT_MEDIA_TYPES.join(', ');

/** As `ImageStore.resolve`: by HEAD, and by GET where that does not tell enough. */
export async function resolveDocument(
  repository: Repository,
  tagOrDigest: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor | undefined> {
  const doing = `Resolving ${describeContent(repository, tagOrDigest)}`;
  const response = await requestDocument(repository, 'HEAD', tagOrDigest, signal);
  if (response.status === 404) return undefined;
  if (isSuccess(response)) {
    if (isDigest(tagOrDigest)) checkToldDigest(response, tagOrDigest, doing);
    const told = toldDescriptor(response);
    if (told) return told;
  } else if (!refusesHead(response)) throw await refused(repository, doing, response);
  return (await getDocument(repository, tagOrDigest, doing, signal))?.descriptor;
}

/** As `ImageStore.findManifest`. */
export function findDocument(
  repository: Repository,
  tagOrDigest: string,
  signal: AbortSignal | undefined,
): Promise<EncodedDocument | undefined> {
  return getDocument(repository, tagOrDigest, `Reading ${describeContent(repository, tagOrDigest)}`, signal);
}

/** As `ImageStore.readManifest`. */
export async function readDocument(
  repository: Repository,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<EncodedDocument> {
  const doing = `Reading ${describeContent(repository, parseDigest(digest))}`;
  const document = await getDocument(repository, digest, doing, signal);
  if (document === undefined) throw notFound(doing);
  return document;
}

/** As `ImageStore.writeManifest`. */
export async function writeDocument(
  repository: Repository,
  { descriptor, bytes }: EncodedDocument,
  tag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const name = tag ?? parseDigest(descriptor.digest);
  const doing = `Pushing ${describeContent(repository, name)}`;
  verifyDocument({ descriptor, bytes }, doing);
  const response = await repository.client.request({
    method: 'PUT',
    target: documentPath(repository, name),
    scopes: [pushScope(repository)],
    headers: { 'content-type': descriptor.mediaType },
    body: bytes,
    signal,
  });
  if (!isSuccess(response)) throw mayPass(await refused(repository, doing, response));
  await discard(response);
  checkToldDigest(response, descriptor.digest, doing);
}

/**
 * A registry may say of an image that is there that it is not: distribution does so while somebody else writes the same one
 * once more, and those of several nodes while it is on its way to all of them. A document is written after what it refers to.
 */
function mayPass(failure: OciError): OciError {
  if (!failure.message.includes('BLOB_UNKNOWN') && !failure.message.includes('MANIFEST_UNKNOWN'))
    return failure;
  const { code, message, hint } = failure;
  return new TransientError(code, message, { ...(hint !== undefined && { hint }) });
}

/** As `RemoteStore.deleteManifest`. */
export async function deleteDocument(
  repository: Repository,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const doing = `Deleting ${describeContent(repository, parseDigest(digest))}`;
  const response = await repository.client.request({
    method: 'DELETE',
    target: documentPath(repository, digest),
    scopes: [deleteScope(repository)],
    signal,
  });
  if (response.status !== 404 && !isSuccess(response))
    throw hintAtDeletes(await refused(repository, doing, response), response);
  await discard(response);
  return response.status !== 404;
}

/** A registry that deletes nothing says so by 405, or by a code of its own. */
function hintAtDeletes(failure: OciError, { status }: FollowedResponse): OciError {
  if (status !== 405 && !(status === 400 && failure.message.includes('UNSUPPORTED'))) return failure;
  const hint =
    "This registry lets nobody delete by its API, or is set up not to: allow it there, or use the registry's own clean-up.";
  return new OciError(failure.code, failure.message, { hint });
}

async function getDocument(
  repository: Repository,
  tagOrDigest: string,
  doing: string,
  signal: AbortSignal | undefined,
): Promise<EncodedDocument | undefined> {
  const response = await requestDocument(repository, 'GET', tagOrDigest, signal);
  if (response.status === 404) {
    await discard(response);
    return undefined;
  }
  if (!isSuccess(response)) throw await refused(repository, doing, response);
  const bytes = await readBounded(response.body, MAX_DOCUMENT_BYTES, doing);
  const document = describeDocument(bytes, mediaTypeOf(response));
  if (isDigest(tagOrDigest))
    verifyDocument({ descriptor: { ...document.descriptor, digest: tagOrDigest }, bytes }, doing);
  checkToldDigest(response, document.descriptor.digest, doing);
  return document;
}

function requestDocument(
  repository: Repository,
  method: 'HEAD' | 'GET',
  tagOrDigest: string,
  signal: AbortSignal | undefined,
): Promise<FollowedResponse> {
  return repository.client.request({
    method,
    target: documentPath(repository, tagOrDigest),
    scopes: [readScope(repository)],
    headers: { accept: ACCEPT },
    signal,
  });
}

/** Errors: `REFERENCE_INVALID`, `DIGEST_INVALID`, so that nothing else gets into a URL (CVE-2024-3727). */
function documentPath({ name, path }: Repository, tagOrDigest: string): string {
  const { tag, digest } = parseReference(
    isDigest(tagOrDigest) ? `${name}@${tagOrDigest}` : `${name}:${tagOrDigest}`,
  );
  return `/v2/${path}/manifests/${digest ?? tag}`;
}

function toldDescriptor(response: FollowedResponse): Descriptor | undefined {
  const { 'docker-content-digest': digest, 'content-length': size } = response.headers;
  if (digest === undefined || !isDigest(digest) || size === undefined) return undefined;
  return { mediaType: mediaTypeOf(response), digest, size: Number(size) };
}

function mediaTypeOf({ headers }: FollowedResponse): string {
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  return mediaType.trim() || 'application/octet-stream';
}
