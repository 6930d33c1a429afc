import { credentialAmong, credentialIn, isSecretName } from './credentials.js';

test.each([
  ...[
    'NPM_TOKEN',
    'npmToken',
    'ghtoken',
    'DB_PASSWORD',
    'PASSWD',
    'CLIENT_SECRET',
    'access_key_id',
    'APIKEY',
  ],
  ...['AUTH', 'SIGNING_KEY', 'GH_PAT', 'X-Amz-Signature', 'sig', 'X-Amz-Credential'],
])('%s is the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  'VERSION',
  'AUTHOR',
  'MONKEY',
  'KEYBOARD',
  'PATH',
  'DESIGN',
  'SIGNAL',
  'compression-level',
  'image-manifest',
])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

describe('credentialIn', () => {
  it.each([
    ['https://me:hunter2@x.test/a.git', 'has a user or a password in its address'],
    ['https://hunter2@x.test/a.git#main', 'has a user or a password in its address'],
    ['HTTP://me:hun@ter2@x.test', 'has a user or a password in its address'],
    ['ssh://me:hunter2@x.test/a.git', 'has a user or a password in its address'],
    ['https://x.test/a.tar.gz?a=b&X-Amz-Signature=hunter2', 'has "X-Amz-Signature" in its address'],
    ['https://x.test/a.tar.gz?access_token=hunter2#x', 'has "access_token" in its address'],
  ])('finds what is secret in %s', (address, expected) => {
    expect(credentialIn(address)).toBe(`${expected}, which every process on this machine could read`);
  });

  it.each([
    'https://x.test/a.git?branch=main&subdir=token',
    'https://x.test/a.git#token=main',
    'https://x.test/a?no-name-but-a-token',
    'https://x.test/@acme/a.tgz',
    'ssh://git@x.test:22/a.git',
    'git@x.test:acme/a.git',
    'github.com/acme/a',
    'dist/api?token=x',
    '',
  ])('finds nothing in %j', (address) => {
    expect(credentialIn(address)).toBeUndefined();
  });
});

test.each([
  ['a name', { bucket: 'b', session_token: 'hunter2' }, 'has "session_token", which'],
  [
    'a URL',
    { endpoint_url: 'https://me:hunter2@x.test' },
    'its endpoint_url has a user or a password in its address',
  ],
])('an attribute is a credential by %s', (_title, attributes, expected) => {
  expect(credentialAmong(attributes)).toContain(expected);
});

test('most attributes are none', () => {
  const attributes = {
    ref: 'a/b@sha256:0',
    mode: 'max',
    endpoint_url: 'https://x.test',
    'ignore-error': 'true',
  };
  expect(credentialAmong(attributes)).toBeUndefined();
});
