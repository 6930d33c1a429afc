import { discard, responseFailure, type RegistryClient, type Transport } from '../../http/index.js';
import { UNTRIED, type Abilities } from './abilities.js';
import { findReadAbilities } from './read-abilities.js';
import { isSuccess, openRepository, pushScope, type Repository } from './repository.js';
import { findWriteAbilities } from './write-abilities.js';

/** How a registry is examined. */
export interface ExamineOptions {
  /**
   * Whether it is also tried what changes something: an upload is begun and cancelled, a blob of the repository mounted
   * where it is already, an empty index written and deleted, if anything can be deleted.
   */
  readonly write: boolean;
  readonly signal: AbortSignal;
}

/** What was found out about a registry that answers. */
export interface Examination {
  /** Where it answers: `https://ghcr.io`. */
  readonly origin: string;
  /** Whether it answers to everybody, without authorization. */
  readonly isOpen: boolean;
  /** What it does in the repository; `undefined` if none was named. */
  readonly abilities: Abilities | undefined;
}

/** As `Registries.examine`, with the transport of `client`. */
export async function examineRegistry(
  client: RegistryClient,
  transport: Transport,
  path: string | undefined,
  options: ExamineOptions,
): Promise<Examination> {
  const { signal } = options;
  const repository = path === undefined ? undefined : openRepository(client, path, 'push');
  const scopes = repository === undefined ? [] : [pushScope(repository)];
  const response = await client.request({ method: 'GET', target: '/v2/', scopes, signal });
  if (!isSuccess(response))
    throw await responseFailure(`Asking ${client.registry}`, client.registry, response);
  await discard(response);
  // The same again by nobody: whether it would have asked who we are is not in the answer.
  const anonymous = await transport.request({ method: 'GET', url: response.url, signal });
  await discard(anonymous);
  const { status } = anonymous;
  return {
    origin: response.url.origin,
    isOpen: status >= 200 && status < 300,
    abilities: repository && (await examineRepository(repository, options)),
  };
}

async function examineRepository(
  repository: Repository,
  { write, signal }: ExamineOptions,
): Promise<Abilities> {
  const { sample, ...read } = await findReadAbilities(repository, signal);
  if (!write) return { ...read, push: UNTRIED, mount: UNTRIED, deletion: UNTRIED };
  return { ...read, ...(await findWriteAbilities(repository, sample, read.index, signal)) };
}
