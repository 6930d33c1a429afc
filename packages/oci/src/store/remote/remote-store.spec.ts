import type { Credential } from '../../http/index.js';
import {
  describeStoreContract,
  serveStore,
  WITHOUT_WAITING,
  type ServeOptions,
} from '../../testing/index.js';
import { createMemoryStore } from '../memory.js';
import { createRegistries } from './registries.js';

const ACCOUNT = { username: 'me', password: 'a:b c' };
const PASSWORD: Credential = { kind: 'password', ...ACCOUNT };

describe.each<[string, ServeOptions, Credential?]>([
  ['a plain registry', {}],
  ['a registry without HEAD', { quirks: { noHead: true } }],
  ['a registry that names no digests', { quirks: { noContentDigest: true } }],
  ['a registry without HEAD that names no digests', { quirks: { noHead: true, noContentDigest: true } }],
  [
    'a registry with relative locations, its blobs elsewhere, behind a proxy that takes no large requests',
    { quirks: { redirectBlobs: true, relativeLocations: true, maxRequestBytes: 300_000 } },
  ],
  ['a registry that sends uploads elsewhere when they come', { quirks: { redirectUploads: true } }],
  [
    'a registry that takes blobs in pieces alone, and no small ones',
    { quirks: { noMonolithic: true, minPieceBytes: 300_000 } },
  ],
  ['a registry with a password', { auth: { basic: ACCOUNT } }, PASSWORD],
  [
    'a registry with tokens, and everything elsewhere',
    {
      auth: { bearer: { service: 'test', account: ACCOUNT } },
      quirks: { redirectBlobs: true, foreignUploads: true },
    },
    PASSWORD,
  ],
])('%s', (title, options, credential) => {
  describeStoreContract(title, async () => {
    const served = await serveStore(() => createMemoryStore(), options);
    const registries = createRegistries({
      credentials: () => Promise.resolve(credential),
      ...WITHOUT_WAITING,
      now: () => performance.now(),
    });
    return {
      store: registries.open({ registry: served.host, repository: 'acme/api' }, 'push'),
      async dispose() {
        await registries.close();
        await served.close();
      },
    };
  });
});
