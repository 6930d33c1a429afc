import type { Credential } from '../../http/index.js';
import { describeRegistryContract, type ServeOptions } from '../../testing/index.js';

const ACCOUNT = { username: 'me', password: 'a:b c' };
const PASSWORD: Credential = { kind: 'password', ...ACCOUNT };

describe.each<[string, ServeOptions, Credential?]>([
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
  ['a registry that lists few tags at once', { quirks: { maxTagsPerPage: 2, relativeLocations: true } }],
  ['a registry with a password', { auth: { basic: ACCOUNT } }, PASSWORD],
])('%s', (title, options, credential) => describeRegistryContract(title, options, credential));
