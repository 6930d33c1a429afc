import type { Credential } from '../http/index.js';
import {
  createMemoryStore,
  createRegistries,
  type MemoryStore,
  type Registries,
  type RegistriesOptions,
} from '../store/index.js';
import { serveStore, type ServedRegistry, type ServeOptions } from './serve-store/index.js';
import { WITHOUT_WAITING } from './without-waiting.js';

/** A served registry, a client of it, and the stores behind it. */
export interface OpenServed {
  readonly served: ServedRegistry;
  readonly registries: Registries;
  /** What a repository of the registry holds. */
  memory(repository?: string): MemoryStore;
  /** The repository as the client sees it, opened to push to. */
  readonly store: ReturnType<Registries['open']>;
  /** `METHOD path` of each request to it so far, but for the first that asks whether anybody is there. */
  log(): string[];
  close(): Promise<void>;
}

const REPOSITORY = 'acme/api';

/** Serves a registry of memory stores, and opens `acme/api` of it, by a client that does not wait between attempts. */
export async function openServed(
  serving: ServeOptions = {},
  credential?: Credential,
  options: Partial<RegistriesOptions> = {},
): Promise<OpenServed> {
  const memories = new Map<string, MemoryStore>();
  const memory = (repository = REPOSITORY): MemoryStore => {
    const store = memories.get(repository) ?? createMemoryStore(repository);
    memories.set(repository, store);
    return store;
  };
  const served = await serveStore(memory, serving);
  const registries = createRegistries({
    credentials: () => Promise.resolve(credential),
    now: () => 0,
    ...WITHOUT_WAITING,
    ...options,
  });
  return {
    served,
    registries,
    memory,
    store: registries.open({ registry: served.host, repository: REPOSITORY }, 'push'),
    log: () =>
      served.requests.filter(({ path }) => path !== '/v2/').map(({ method, path }) => `${method} ${path}`),
    async close() {
      await registries.close();
      await served.close();
    },
  };
}
