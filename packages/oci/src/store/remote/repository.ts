import { OciError } from '../../errors/index.js';
import { responseFailure, type FollowedResponse, type RegistryClient } from '../../http/index.js';
import { isDigest, parseReference, type Digest } from '../../model/index.js';

/** What a repository is opened for. */
export type Access = 'pull' | 'push';

/** One repository of a registry that is spoken to. */
export interface Repository {
  readonly client: RegistryClient;
  /** Below the registry: `acme/api`. */
  readonly path: string;
  /** With the registry: `ghcr.io/acme/api`. */
  readonly name: string;
  readonly access: Access;
}

const SHOWN_DIGEST_CHARACTERS = 'sha256:'.length + 12;

/** Errors: `REFERENCE_INVALID`, so that no other path gets into a URL. */
export function openRepository(client: RegistryClient, path: string, access: Access): Repository {
  const { registry, repository } = parseReference(`${client.registry}/${path}`);
  return { client, path: repository, name: `${registry}/${repository}`, access };
}

/**
 * What a request that reads asks leave for. Where something will be pushed, that is both: one token does for all, and
 * a repository that is not there yet can be pushed to by who may not pull from it.
 */
export function readScope(repository: Repository): string {
  return repository.access === 'push' ? pushScope(repository) : pullScope(repository);
}

/** Leave to read, as token servers spell it. */
export function pullScope({ path }: Pick<Repository, 'path'>): string {
  return `repository:${path}:pull`;
}

/** Leave to read and to write, as token servers spell it. */
export function pushScope({ path }: Repository): string {
  return `repository:${path}:pull,push`;
}

/**
 * Leave to take away too, a manifest or, as some registries want it, an upload. Nothing else asks for it: who may push may
 * often not delete, and some token servers then refuse the whole.
 */
export function deleteScope({ path }: Repository): string {
  return `repository:${path}:pull,push,delete`;
}

/** A tag or a digest, or its beginning, with its repository: for messages. */
export function describeContent({ name }: Repository, tagOrDigest: string): string {
  return isDigest(tagOrDigest)
    ? `${name}@${tagOrDigest.slice(0, SHOWN_DIGEST_CHARACTERS)}…`
    : `${name}:${tagOrDigest}`;
}

/** What to throw of an answer that is no success. */
export function refused(
  { client }: Repository,
  doing: string,
  response: FollowedResponse,
): Promise<OciError> {
  return responseFailure(doing, client.registry, response, response.hadPassword);
}

export function notFound(doing: string): OciError {
  return new OciError('NOT_FOUND', `${doing}: it is not there`);
}

export function isSuccess({ status }: FollowedResponse): boolean {
  return status >= 200 && status < 300;
}

/** Whether a HEAD is to be tried as a GET: the URLs that a registry signs for its storage are often good for that alone. */
export function refusesHead({ status, isRedirected }: FollowedResponse): boolean {
  return status === 405 || status === 501 || (isRedirected && status >= 400 && status !== 404);
}

/** Compares what a registry says of content, if it says it, with what it should be. Errors: `CONTENT_MISMATCH`. */
export function checkToldDigest(response: FollowedResponse, digest: Digest, doing: string): void {
  const told = response.headers['docker-content-digest'];
  if (told === undefined || told === digest) return;
  throw new OciError(
    'CONTENT_MISMATCH',
    `${doing}: the registry calls it ${JSON.stringify(told.slice(0, 100))}`,
    {
      hint: 'The registry, or a proxy before it, changes content: ask who runs it.',
    },
  );
}
