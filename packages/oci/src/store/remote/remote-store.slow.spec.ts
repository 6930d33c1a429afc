import { describeRegistryContract } from '../../testing/index.js';

const ACCOUNT = { username: 'me', password: 'a:b c' };

describeRegistryContract('a plain registry', {});

describeRegistryContract(
  'a registry with tokens, and everything elsewhere',
  {
    auth: { bearer: { service: 'test', account: ACCOUNT } },
    quirks: { redirectBlobs: true, foreignUploads: true },
  },
  { kind: 'password', ...ACCOUNT },
);
