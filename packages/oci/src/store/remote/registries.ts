import {
  createRegistryClient,
  createTransport,
  type RegistryClient,
  type RegistryClientOptions,
  type Transport,
} from '../../http/index.js';
import type { Reference } from '../../model/index.js';
import type { ImageStore } from '../image-store.js';
import { createRemoteStore } from './remote-store.js';
import type { Access } from './repository.js';

export interface RegistriesOptions extends Omit<RegistryClientOptions, 'transport'> {
  readonly userAgent?: string;
}

/** All registries of a run: they share connections, and each is asked only once for its address and for a token. */
export interface Registries {
  /** The repository that a reference names, to read or also to write. Nothing is sent yet. Errors: `REFERENCE_INVALID`. */
  open(reference: Pick<Reference, 'registry' | 'repository'>, access: Access): ImageStore;
  /** Drops every connection. */
  close(): Promise<void>;
}

const USER_AGENT = 'nx-docker-multiarch';

/** Opens repositories of remote registries. */
export function createRegistries(
  { userAgent = USER_AGENT, ...options }: RegistriesOptions,
  transport: Transport = createTransport({ userAgent }),
): Registries {
  const clients = new Map<string, RegistryClient>();
  return {
    open({ registry, repository }, access) {
      const client = clients.get(registry) ?? createRegistryClient(registry, { ...options, transport });
      clients.set(registry, client);
      return createRemoteStore(client, repository, access);
    },
    close: () => transport.close(),
  };
}
