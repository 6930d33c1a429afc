import { describeDocument, OCI_INDEX, OCI_MANIFEST, parseDocument, type Digest } from '../../model/index.js';
import {
  sampleImage,
  serveStore,
  WITHOUT_WAITING,
  type FaultAnswer,
  type ServeOptions,
} from '../../testing/index.js';
import { createMemoryStore } from '../memory.js';
import { createRegistries } from './registries.js';

const DIGEST = `sha256:${'0'.repeat(64)}` as const;

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('resolve', () => {
  it('is one HEAD', async () => {
    const { store, memory, requests } = await start();
    const { manifest } = await sampleImage(memory, { platform: 'linux/amd64' });
    const { mediaType, digest, size } = manifest;
    await expect(store.resolve(digest)).resolves.toEqual({ mediaType, digest, size });
    expect(requests().filter((line) => line !== 'GET /v2/')).toEqual([
      `HEAD /v2/acme/api/manifests/${digest}`,
    ]);
  });

  it.each([
    'not a tag',
    'a/../b',
    '../tags/list',
    'x?y',
    '',
    `md5:${'0'.repeat(32)}`,
    `sha256:${'0'.repeat(63)}/`,
  ])('puts %j into no URL (CVE-2024-3727)', async (tagOrDigest) => {
    const { store, requests } = await start();
    await expect(store.resolve(tagOrDigest)).rejects.toMatchObject({
      code: expect.stringMatching(/^(REFERENCE|DIGEST)_INVALID$/) as unknown,
    });
    expect(requests()).toEqual([]);
  });

  it('CONTENT_MISMATCH if the registry calls a digest by another', async () => {
    const other = `sha256:${'1'.repeat(64)}`;
    const headers = { 'docker-content-digest': other, 'content-type': OCI_MANIFEST };
    const { store } = await start(answering({ status: 200, headers }));
    await expect(store.resolve(DIGEST)).rejects.toMatchObject({
      code: 'CONTENT_MISMATCH',
      message: expect.stringContaining(other) as unknown,
    });
  });

  it.each<[number, string, RegExp]>([
    [401, 'REGISTRY_DENIED', /^Log in: docker login 127\.0\.0\.1:\d+$/],
    [403, 'REGISTRY_DENIED', /docker login/],
    [429, 'REGISTRY_FAILED', /quota/],
    [500, 'REGISTRY_FAILED', /later/],
  ])('fails for %i, naming what it looked for', async (status, code, hint) => {
    const { store } = await start(answering({ status }));
    await expect(store.resolve('1.0')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(`^Resolving 127\\.0\\.0\\.1:\\d+/acme/api:1\\.0: ${status} `),
      ) as unknown,
      hint: expect.stringMatching(hint) as unknown,
    });
  });
});

describe('readManifest', () => {
  it('reads no more than 8 MiB (GHSA-f36w-mj3v-6jqv)', async () => {
    const { store } = await start(answering({ status: 200, body: Buffer.alloc(8 * 1024 * 1024 + 1) }));
    await expect(store.readManifest(DIGEST)).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: expect.stringMatching(/: the answer is larger than 8388608 bytes$/) as unknown,
    });
  });

  it('CONTENT_MISMATCH if other bytes come', async () => {
    const { store } = await start(
      answering({ status: 200, headers: { 'content-type': OCI_MANIFEST }, body: '{}' }),
    );
    await expect(store.readManifest(DIGEST)).rejects.toMatchObject({
      code: 'CONTENT_MISMATCH',
      message: expect.stringMatching(/^Reading 127\.0\.0\.1:\d+\/acme\/api@sha256:0{12}…: /) as unknown,
    });
  });

  it('gives the media type it came with, which its bytes cannot overrule (CVE-2021-41190)', async () => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] }));
    const headers = { 'content-type': `${OCI_MANIFEST}; charset=utf-8` };
    const { store } = await start(answering({ status: 200, headers, body: bytes }));
    const document = await store.readManifest(describeDocument(bytes, '').descriptor.digest);
    expect(document.descriptor.mediaType).toBe(OCI_MANIFEST);
    expect(() => parseDocument(document)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }) as Error,
    );
  });

  it('REGISTRY_UNREACHABLE if the answer breaks off', async () => {
    const { store, memory } = await start({
      onRequest: ({ path }) => (path.includes('manifests') ? 'cut' : undefined),
    });
    const { manifest } = await sampleImage(memory, { platform: 'linux/amd64' });
    await expect(store.readManifest(manifest.digest)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
  });
});

describe('findManifest', () => {
  it.each(['a tag', 'a digest'])('is one GET, by %s', async (by) => {
    const { store, memory, requests } = await start();
    const { manifest } = await sampleImage(memory, { platform: 'linux/amd64' });
    const document = await memory.readManifest(manifest.digest);
    await memory.writeManifest(document, '1.0');
    const name = by === 'a tag' ? '1.0' : manifest.digest;
    await expect(store.findManifest(name)).resolves.toMatchObject({ descriptor: document.descriptor });
    await expect(store.findManifest('2.0')).resolves.toBeUndefined();
    expect(requests().filter((line) => line !== 'GET /v2/')).toEqual(
      [name, '2.0'].map((asked) => `GET /v2/acme/api/manifests/${asked}`),
    );
  });

  it.each<[string, string, Partial<FaultAnswer>]>([
    ['other bytes come by a digest', DIGEST, {}],
    [
      'its bytes are not those that the registry names',
      '1.0',
      { headers: { 'docker-content-digest': DIGEST } },
    ],
  ])('CONTENT_MISMATCH if %s', async (_title, name, answer) => {
    const { store } = await start(answering({ status: 200, body: '{}', ...answer }));
    await expect(store.findManifest(name)).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
  });

  it('CONTENT_TOO_LARGE, REGISTRY_DENIED, REFERENCE_INVALID, naming what it looked for', async () => {
    const large = await start(answering({ status: 200, body: Buffer.alloc(8 * 1024 * 1024 + 1) }));
    await expect(large.store.findManifest('1.0')).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: `Reading ${large.store.name}:1.0: the answer is larger than 8388608 bytes`,
    });
    const denied = await start(answering({ status: 403 }));
    await expect(denied.store.findManifest('1.0')).rejects.toMatchObject({ code: 'REGISTRY_DENIED' });
    await expect(denied.store.findManifest('a/../b')).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
  });
});

describe('deleteManifest', () => {
  it('asks for leave to delete, whatever the store was opened for', async () => {
    const account = { username: 'me', password: 'x' };
    const { registries, memory, served } = await start(
      { auth: { bearer: { service: 'x', account } } },
      account,
    );
    const { manifest } = await sampleImage(memory, { platform: 'linux/amd64' });
    const store = registries.open({ registry: served.host, repository: 'acme/api' }, 'pull');
    await expect(store.deleteManifest(manifest.digest)).resolves.toBe(true);
    await expect(memory.resolve(manifest.digest)).resolves.toBeUndefined();
    const tokens = served.requests.filter(({ server }) => server === 'token');
    expect(tokens.map(({ query }) => decodeURIComponent(query))).toEqual([
      '?service=x&scope=repository:acme/api:pull,push,delete',
    ]);
  });

  it.each<[string, ServeOptions, string]>([
    ['405', { quirks: { noDelete: true } }, '405 UNSUPPORTED (The operation is unsupported.)'],
    [
      '400 UNSUPPORTED',
      answering({ status: 400, body: '{"errors":[{"code":"UNSUPPORTED"}]}' }),
      '400 UNSUPPORTED',
    ],
  ])('explains a registry that deletes nothing, by %s', async (_title, serving, told) => {
    const { store } = await start(serving);
    await expect(store.deleteManifest(DIGEST)).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: `Deleting ${store.name}@${DIGEST.slice(0, 'sha256:'.length + 12)}…: ${told}`,
      hint: expect.stringContaining('lets nobody delete') as unknown,
    });
  });

  it('says who may not', async () => {
    const { store } = await start(answering({ status: 403 }));
    await expect(store.deleteManifest(DIGEST)).rejects.toMatchObject({
      code: 'REGISTRY_DENIED',
      hint: expect.stringContaining('docker login') as unknown,
    });
  });

  it.each(['1.0', '', 'sha256:0'])('sends nothing for %j, which is no digest', async (text) => {
    const { store, requests } = await start();
    await expect(store.deleteManifest(text as Digest)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(requests()).toEqual([]);
  });
});

describe('writeManifest', () => {
  const document = describeDocument(Buffer.from('{}'), OCI_MANIFEST);

  it('keeps what the registry says of its refusal, and names what was pushed', async () => {
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'write_package' }] });
    const { store } = await start(answering({ status: 403, body }));
    const shown = document.descriptor.digest.slice(0, 'sha256:'.length + 12);
    await expect(store.writeManifest(document)).rejects.toMatchObject({
      code: 'REGISTRY_DENIED',
      message: `Pushing ${store.name}@${shown}…: 403 DENIED (write_package)`,
    });
    await expect(store.writeManifest(document, '1.0')).rejects.toMatchObject({
      message: `Pushing ${store.name}:1.0: 403 DENIED (write_package)`,
    });
  });

  it('explains a repository that is not there', async () => {
    const body = JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: 'no such repository' }] });
    const { store } = await start(answering({ status: 404, body }));
    await expect(store.writeManifest(document, '1.0')).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: `Pushing ${store.name}:1.0: 404 NAME_UNKNOWN (no such repository)`,
      hint: 'Create the repository in the registry first, or check its name.',
    });
  });

  it('CONTENT_MISMATCH if the registry stored something else', async () => {
    const headers = { 'docker-content-digest': DIGEST };
    const { store } = await start(answering({ status: 201, headers }));
    await expect(store.writeManifest(document, '1.0')).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
  });

  it('asks for leave to push, and for that alone', async () => {
    const account = { username: 'me', password: 'x' };
    const { store, memory, served } = await start({ auth: { bearer: { service: 'x', account } } }, account);
    const { manifest } = await sampleImage(memory, { platform: 'linux/amd64' });
    await store.writeManifest(await memory.readManifest(manifest.digest), '1.0');
    const tokens = served.requests.filter(({ server }) => server === 'token');
    expect(tokens.map(({ query }) => decodeURIComponent(query))).toEqual([
      '?service=x&scope=repository:acme/api:pull,push',
    ]);
    await expect(memory.resolve('1.0')).resolves.toMatchObject({ digest: manifest.digest });
  });
});

describe('open', () => {
  it.each([
    ['pull', 'pull'],
    ['push', 'pull,push'],
  ] as const)('to %s asks for leave to %s, also where it only reads', async (access, actions) => {
    const account = { username: 'me', password: 'x' };
    const { registries, served } = await start({ auth: { bearer: { service: 'x', account } } }, account);
    const store = registries.open({ registry: served.host, repository: 'acme/new' }, access);
    expect(await store.resolve('1.0')).toBeUndefined();
    const tokens = served.requests.filter(({ server }) => server === 'token');
    expect(tokens.map(({ query }) => decodeURIComponent(query))).toEqual([
      `?service=x&scope=repository:acme/new:${actions}`,
    ]);
  });

  it.each(['Acme/Api', '../acme', 'acme/', 'acme?x', ''])(
    'REFERENCE_INVALID for the repository %j',
    async (repository) => {
      const { registries, served } = await start();
      expect(() => registries.open({ registry: served.host, repository }, 'pull')).toThrow(
        expect.objectContaining({ code: 'REFERENCE_INVALID' }) as Error,
      );
    },
  );
});

/** Answers everything below `/v2/` with the same. */
function answering(answer: FaultAnswer): ServeOptions {
  return { onRequest: ({ path }) => (path === '/v2/' ? undefined : answer) };
}

async function start(options: ServeOptions = {}, account?: { username: string; password: string }) {
  const memory = createMemoryStore();
  const served = await serveStore(() => memory, options);
  const registries = createRegistries({
    credentials: () => Promise.resolve(account && { kind: 'password', ...account }),
    ...WITHOUT_WAITING,
    now: () => 0,
  });
  closing.push(
    () => registries.close(),
    () => served.close(),
  );
  const store = registries.open({ registry: served.host, repository: 'acme/api' }, 'push');
  const requests = (): string[] => served.requests.map(({ method, path }) => `${method} ${path}`);
  return { memory, served, registries, store, requests };
}
