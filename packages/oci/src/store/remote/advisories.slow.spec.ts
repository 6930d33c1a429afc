import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCredentials, createTransport, type Credential } from '../../http/index.js';
import { digestOf, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST, parseDocument } from '../../model/index.js';
import {
  disguise,
  openServed,
  piecesOf,
  readAll,
  serveStore,
  WITHOUT_WAITING,
  writeSampleBlob,
  type Disguise,
  type OpenServed,
  type ServeOptions,
} from '../../testing/index.js';
import { createMemoryStore } from '../memory.js';
import { createRegistries } from './registries.js';

/**
 * Published mistakes of other registry clients, each as a whole store would make it. The folders below have finer tests
 * of the same names.
 */

const ACCOUNT = { username: 'me', password: 's3cret' };
const PASSWORD: Credential = { kind: 'password', ...ACCOUNT };
const layer = Buffer.from('the bytes of a layer');
const someBlob = { mediaType: 'x', digest: digestOf(layer), size: layer.length };
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it('CVE-2020-15157: a layer’s foreign URLs are not gone to, with or without credentials', async () => {
  const elsewhere = await openAt({});
  const blob = await writeSampleBlob(elsewhere.memory(), layer, OCI_LAYER_GZIP);
  const urls = [`${elsewhere.served.url}/v2/acme/api/blobs/${blob.digest}`];
  const { store } = await openAt({ auth: { basic: ACCOUNT } }, PASSWORD);
  await expect(readAll(store.readBlob({ ...blob, urls }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(elsewhere.served.requests).toEqual([]);
});

it.each([
  ['by plain HTTP', 'http://token.test/token'],
  ['on this machine', 'https://127.0.0.1/token'],
  ['on this machine by a name', 'https://localhost/token'],
  ['in a private network', 'https://10.0.0.1/token'],
  ['link-local', 'https://169.254.169.254/token'],
])('CVE-2026-48978: a password does not go to a token realm %s', async (_where, realm) => {
  const headers = { 'www-authenticate': `Bearer realm="${realm}",service="x"` };
  const { store, served } = await openOutside({ onRequest: () => ({ status: 401, headers }) });
  await expect(store.resolve('1.0')).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
  expect(served.requests.filter(({ server }) => server === 'token')).toEqual([]);
});

it('CVE-2026-50151: an upload’s address on another origin gets no credentials', async () => {
  const { store, served } = await openAt(
    { auth: { basic: ACCOUNT }, quirks: { foreignUploads: true } },
    PASSWORD,
  );
  await writeSampleBlob(store, layer);
  const foreign = served.requests.filter(({ server }) => server === 'storage');
  expect(foreign.map(({ method, authorization }) => `${method} ${authorization}`)).toEqual(['PUT none']);
});

it('CVE-2026-50151: an upload that began encrypted stays so', async () => {
  const location = 'http://registry.test/v2/acme/api/blobs/uploads/x';
  const { store } = await openOutside({
    onRequest: ({ method }) => (method === 'POST' ? { status: 202, headers: { location } } : undefined),
  });
  await expect(writeSampleBlob(store, layer)).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
});

it.each([
  ['to another host', 'https://other.test'],
  ['to another port', 'https://registry.test:444'],
  ['and back again', 'https://other.test', 'https://registry.test'],
])('GHSA-vh4v-2xq2-g5cg: authorization does not cross a redirect %s', async (_where, ...origins) => {
  const { store, served } = await openOutside({
    auth: { basic: ACCOUNT },
    onRequest: ({ authorization, path }) => {
      const hop = Number(/^\/hop(\d)$/.exec(path)?.[1] ?? 0);
      if (hop === 0 && authorization === 'none') return undefined;
      const next = origins[hop];
      return next === undefined
        ? { status: 200 }
        : { status: 307, headers: { location: `${next}/hop${hop + 1}` } };
    },
  });
  await store.resolve('1.0').catch(() => undefined);
  const hops = served.requests.filter(({ path }) => path.startsWith('/hop'));
  expect(hops.length).toBeGreaterThanOrEqual(origins.length);
  expect(hops.every(({ authorization }) => authorization === 'none')).toBe(true);
});

it.each([
  'sha256:../../../etc/passwd',
  `sha256:${'0'.repeat(63)}/`,
  `SHA256:${'0'.repeat(64)}`,
  'md5:x',
] as const)('CVE-2024-3727: %s gets into no URL', async (text) => {
  const { store, served } = await openAt({});
  const digest = text as `sha256:${string}`;
  const blob = { mediaType: 'x', size: 1, digest };
  const calls = [
    store.readManifest(digest),
    store.hasBlob(digest),
    readAll(store.readBlob(blob)),
    store.writeBlob(blob, () => piecesOf(Buffer.from('x'))),
  ];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
  expect(served.requests).toEqual([]);
});

it.each([
  ['says that it is something else', OCI_MANIFEST, { mediaType: OCI_INDEX, config: someBlob, layers: [] }],
  ['is both', OCI_INDEX, { manifests: [], layers: [], config: {} }],
])('CVE-2021-41190: a document that %s is refused', async (_what, mediaType, content) => {
  const body = JSON.stringify({ schemaVersion: 2, ...content });
  const { store } = await openAt({
    onRequest: ({ path }) =>
      path.includes('/manifests/')
        ? { status: 200, headers: { 'content-type': mediaType }, body }
        : undefined,
  });
  const document = await store.readManifest(digestOf(body));
  expect(document.descriptor.mediaType).toBe(mediaType);
  expect(() => parseDocument(document)).toThrow(
    expect.objectContaining({ code: 'DOCUMENT_INVALID' }) as Error,
  );
});

it.each<[string, number, (path: string) => boolean, (open: OpenServed) => Promise<unknown>]>([
  [
    'a manifest',
    8 * 1024 * 1024,
    (path) => path.includes('/manifests/'),
    ({ store }) => store.readManifest(digestOf('')),
  ],
  ['a token', 64 * 1024, (path) => path === '/token', ({ store }) => store.resolve('1.0')],
])('GHSA-f36w-mj3v-6jqv: %s is read no further than %d bytes', async (_what, bytes, isMeant, call) => {
  const open = await openAt(
    {
      auth: { bearer: { service: 'x', account: ACCOUNT } },
      onRequest: ({ path }) =>
        isMeant(path) ? { status: 200, body: Buffer.alloc(bytes + 1, ' ') } : undefined,
    },
    PASSWORD,
  );
  await expect(call(open)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
});

it('GHSA-f36w-mj3v-6jqv: a blob is read no further than its descriptor says', async () => {
  const { store, memory } = await openAt({});
  const blob = await writeSampleBlob(memory(), Buffer.alloc(1024 * 1024));
  let received = 0;
  const reading = (async () => {
    for await (const piece of store.readBlob({ ...blob, size: 1000 })) received += piece.length;
  })();
  await expect(reading).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
  expect(received).toBeLessThanOrEqual(1000);
});

it.each(['evil-HOST', 'HOST.evil.test', 'HOST0', 'https://HOST/other'])(
  'sigstore-js#1718: the credentials of %s are not those of HOST',
  async (key) => {
    const served = await serveStore(() => createMemoryStore(), { auth: { basic: ACCOUNT } });
    const home = await mkdtemp(path.join(tmpdir(), 'advisories-'));
    const auth = Buffer.from('me:s3cret').toString('base64');
    const file = path.join(home, 'config.json');
    await writeFile(file, JSON.stringify({ auths: { [key.replace('HOST', served.host)]: { auth } } }));
    const registries = createRegistries({
      credentials: createCredentials({
        env: { DOCKER_CONFIG: home },
        homeDirectory: home,
        runHelper: () => Promise.reject(new Error('no helper')),
      }),
      now: () => 0,
      ...WITHOUT_WAITING,
    });
    closing.push(
      () => registries.close(),
      () => served.close(),
      () => rm(home, { recursive: true }),
    );
    const store = registries.open({ registry: served.host, repository: 'acme/api' }, 'pull');
    await expect(store.resolve('1.0')).rejects.toMatchObject({ code: 'REGISTRY_DENIED' });
    expect(served.requests.map(({ authorization }) => authorization)).not.toContain('basic');
  },
);

it('CVE-2024-39897: who may not read a blob does not get it by a mount', async () => {
  const grant = (_user: string | undefined, repository: string): boolean => repository === 'acme/api';
  const { store, memory } = await openAt(
    { auth: { bearer: { service: 'x', account: ACCOUNT, grant } } },
    PASSWORD,
  );
  const blob = await writeSampleBlob(memory('acme/secret'), layer);
  const refusing = () => {
    throw new Error('not mounted');
  };
  const writing = store.writeBlob(blob, refusing, { mountFrom: 'acme/secret' });
  await expect(writing).rejects.toThrow('not mounted');
});

it('containerd 64cc8cdec: no error shows the query of a signed URL', async () => {
  const { store, memory } = await openAt({
    quirks: { redirectBlobs: true },
    onRequest: ({ server, path, query }) =>
      server === 'storage'
        ? { status: 500, body: JSON.stringify({ message: `https://s3.test${path}${query}` }) }
        : undefined,
  });
  const blob = await writeSampleBlob(memory(), layer);
  const error: Error = await readAll(store.readBlob(blob)).then(
    () => new Error('it did not fail'),
    (reason: Error) => reason,
  );
  expect(error.message).toContain('https://s3.test/v2/');
  expect(`${error.stack} ${String((error.cause as Error | undefined)?.stack)}`).not.toContain('secret');
});

async function openAt(serving: ServeOptions, credential?: Credential): Promise<OpenServed> {
  const open = await openServed(serving, credential);
  closing.push(() => open.close());
  return open;
}

/** The same, where the registry is `https://registry.test`, out in the open. */
async function openOutside(serving: ServeOptions) {
  const served = await serveStore(() => createMemoryStore(), serving);
  const outside: Disguise = { url: served.url, reach: 'public' };
  const origins = ['https://registry.test', 'https://registry.test:444', 'https://other.test'];
  const registries = createRegistries(
    { credentials: () => Promise.resolve(PASSWORD), now: () => 0, ...WITHOUT_WAITING },
    disguise(createTransport({ userAgent: 'test' }), {
      ...Object.fromEntries(origins.map((origin) => [origin, outside])),
      'https://token.test': { url: served.urlOf('token'), reach: 'public' },
    }),
  );
  closing.push(
    () => registries.close(),
    () => served.close(),
  );
  return { served, store: registries.open({ registry: 'registry.test', repository: 'acme/api' }, 'push') };
}
