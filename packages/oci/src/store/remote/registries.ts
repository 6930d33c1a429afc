import {
  createPatience,
  createRegistryClient,
  createTransport,
  registryHost,
  type Proxies,
  type RegistryClient,
  type RegistryClientOptions,
  type RetryOptions,
  type Transport,
} from '../../http/index.js';
import { parseReference, type Reference } from '../../model/index.js';
import type { RemoteStore, StoreLocation } from '../image-store.js';
import { examineRegistry, type Examination, type ExamineOptions } from './examine.js';
import { readFromMirrors } from './mirrors.js';
import type { RegistriesSettings } from './registry-settings.js';
import { createRemoteStore } from './remote-store.js';
import type { Access } from './repository.js';

export interface RegistriesOptions extends Pick<RegistryClientOptions, 'credentials' | 'now'>, RetryOptions {
  readonly userAgent?: string;
  readonly registries?: RegistriesSettings;
  readonly proxies?: Proxies;
}

/** All registries of a run: they share connections, and each is asked only once for its address and for a token. */
export interface Registries {
  /** The repository that a reference names, to read or also to write. Nothing is sent yet. Errors: `REFERENCE_INVALID`. */
  open(reference: Pick<Reference, 'registry' | 'repository'>, access: Access): RemoteStore;
  /**
   * What a registry does, and what it does for us in a repository if one is named. Each thing is asked once: a failure that may
   * pass is told too. Errors: those of reaching it and of its authorization.
   */
  examine(
    location: Pick<StoreLocation, 'registry'> & Partial<StoreLocation>,
    options: ExamineOptions,
  ): Promise<Examination>;
  /** Drops every connection. */
  close(): Promise<void>;
}

const USER_AGENT = 'nx-docker-multiarch';

/** Opens repositories of remote registries. What only fails for a while is tried again. */
export function createRegistries(
  options: RegistriesOptions,
  transport: Transport = createTransport(transportOptions(options)),
): Registries {
  const { registries = {}, credentials, now } = options;
  const clients = new Map<string, RegistryClient>();
  const clientOf = (registry: string): RegistryClient => {
    const isInsecure = registries[registry]?.insecure === true;
    const client =
      clients.get(registry) ?? createRegistryClient(registry, { transport, credentials, now, isInsecure });
    clients.set(registry, client);
    return client;
  };
  const openOne = (registry: string, repository: string, access: Access): RemoteStore =>
    createRemoteStore(clientOf(registry), repository, access, () => createPatience(options));
  return {
    open({ registry, repository }, access) {
      const origin = openOne(registry, repository, access);
      const mirrors = access === 'pull' ? (registries[registry]?.mirrors ?? []) : [];
      return readFromMirrors(
        origin,
        mirrors.map((mirror) => {
          const reference = parseReference(`${mirror}/${repository}`);
          return openOne(reference.registry, reference.repository, 'pull');
        }),
      );
    },
    examine: ({ registry, repository }, examining) =>
      examineRegistry(clientOf(registry), transport, repository, examining),
    close: () => transport.close(),
  };
}

function transportOptions({ userAgent = USER_AGENT, registries = {}, proxies }: RegistriesOptions) {
  const authorities = Object.entries(registries).flatMap(([registry, { ca }]) =>
    ca === undefined ? [] : [[registryHost(registry), ca] as const],
  );
  return { userAgent, proxies, authorities: new Map(authorities) };
}
