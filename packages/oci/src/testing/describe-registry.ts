import type { Credential } from '../http/index.js';
import { createMemoryStore, createRegistries } from '../store/index.js';
import { serveStore, type ServeOptions } from './serve-store/index.js';
import { describeRemoteContract } from './store-contract.js';
import { WITHOUT_WAITING } from './without-waiting.js';

/** The stores' contract, kept by a remote store whose registry is served with these options. */
export function describeRegistryContract(
  title: string,
  options: ServeOptions,
  credential?: Credential,
): void {
  describeRemoteContract(title, async () => {
    const served = await serveStore(() => createMemoryStore(), options);
    const registries = createRegistries({
      credentials: () => Promise.resolve(credential),
      ...WITHOUT_WAITING,
      now: () => 0,
    });
    return {
      store: registries.open({ registry: served.host, repository: 'acme/api' }, 'push'),
      async dispose() {
        await registries.close();
        await served.close();
      },
    };
  });
}
