import { createTransport } from '../../http/index.js';
import { digestOf, type Descriptor } from '../../model/index.js';
import {
  disguise,
  piecesOf,
  readAll,
  serveStore,
  WITHOUT_WAITING,
  writeSampleBlob,
  type Fault,
  type ServedRequest,
  type ServeOptions,
} from '../../testing/index.js';
import type { ImageStore } from '../image-store.js';
import { createMemoryStore, type MemoryStore } from '../memory.js';
import { createRegistries } from './registries.js';

const ACCOUNT = { username: 'me', password: 's3cret' };
const bytes = Buffer.from('the bytes of a layer');
const blob: Descriptor = { mediaType: 'x', digest: digestOf(bytes), size: bytes.length };
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('an upload', () => {
  it('is a look, a POST and a PUT of all the bytes', async () => {
    const { store, log, repositories } = await start();
    await expect(write(store)).resolves.toEqual({ outcome: 'sent', bytesSent: bytes.length });
    expect(log()).toEqual([
      'HEAD /v2/acme/api/blobs/…',
      'POST /v2/acme/api/blobs/uploads/',
      'PUT /v2/acme/api/blobs/uploads/session-1',
    ]);
    expect((await readAll(repositories.get('acme/api')!.readBlob(blob))).equals(bytes)).toBe(true);
  });

  it('needs one token', async () => {
    const { store, served } = await start({ auth: { bearer: { service: 'x', account: ACCOUNT } } });
    await write(store);
    expect(served.tokensIssued()).toBe(1);
  });

  it.each<[string, Buffer]>([
    ['in one piece', Buffer.from('the bytes of a LAYER')],
    ['too few', bytes.subarray(1)],
    ['too many', Buffer.concat([bytes, bytes])],
    ['none', Buffer.alloc(0)],
  ])('of other bytes (%s) never comes to its end, and is cancelled', async (_what, other) => {
    const { store, served, repositories, log } = await start();
    await expect(write(store, () => piecesOf(other))).rejects.toMatchObject({
      code: 'CONTENT_MISMATCH',
      message: expect.stringMatching(/^Pushing .*\/acme\/api@sha256:[0-9a-f]{12}…: /) as unknown,
    });
    expect(log()).not.toContain('PUT /v2/acme/api/blobs/uploads/session-1');
    expect(served.openUploads()).toBe(0);
    await expect(repositories.get('acme/api')!.hasBlob(blob.digest)).resolves.toBe(false);
  });

  it('that fails is cancelled, whoever is to blame', async () => {
    const failure = new Error('no such file');
    const { store, served } = await start();
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 5);
      throw failure;
    }
    await expect(write(store, failing)).rejects.toBe(failure);
    expect(served.openUploads()).toBe(0);
  });

  it('that its signal ends is cancelled', async () => {
    const { store, served } = await start();
    const controller = new AbortController();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 5);
      yield bytes.subarray(5, 8);
      controller.abort(new Error('cancelled'));
      yield bytes.subarray(8);
    }
    await expect(store.writeBlob(blob, slow, { signal: controller.signal })).rejects.toThrow('cancelled');
    expect(served.openUploads()).toBe(0);
  });

  it.each<[string, Fault, string]>([
    ['is refused', { status: 413, body: '{"errors":[{"code":"SIZE_INVALID"}]}' }, 'REGISTRY_FAILED'],
    ['is reset', 'reset', 'REGISTRY_UNREACHABLE'],
    [
      'is taken for something else',
      { status: 201, headers: { 'docker-content-digest': digestOf('') } },
      'CONTENT_MISMATCH',
    ],
  ])('whose PUT %s fails, and is cancelled', async (_what, fault, code) => {
    const { store, served } = await start({
      onRequest: ({ method }) => (method === 'PUT' ? fault : undefined),
    });
    await expect(write(store)).rejects.toMatchObject({ code });
    expect(served.openUploads()).toBe(0);
  });

  it('that cannot be cancelled either fails for its own reason', async () => {
    const { store } = await start({
      onRequest: ({ method }) =>
        method === 'PUT' ? { status: 500 } : method === 'DELETE' ? 'reset' : undefined,
    });
    await expect(write(store)).rejects.toMatchObject({ message: expect.stringContaining('500') as unknown });
  });

  it('is not sent anywhere if the registry does not say where', async () => {
    const { store } = await start({
      onRequest: ({ method }) => (method === 'POST' ? { status: 202 } : undefined),
    });
    await expect(write(store)).rejects.toMatchObject({ code: 'REGISTRY_FAILED' });
  });

  it('of megabytes gets a token anew in the middle, and starts again', async () => {
    const many = Buffer.alloc(2 * 1024 * 1024, 'x');
    const large = { mediaType: 'x', digest: digestOf(many), size: many.length };
    const started = await start({
      auth: { bearer: { service: 'x', account: ACCOUNT } },
      onRequest: ({ method }) => {
        if (method === 'PUT' && puts++ === 0) started.served.expireTokens();
        return undefined;
      },
    });
    let puts = 0;
    const written = started.store.writeBlob(large, () => piecesOf(many));
    await expect(written).resolves.toEqual({ outcome: 'sent', bytesSent: many.length });
    expect(puts).toBe(2);
    expect(started.served.tokensIssued()).toBe(2);
  });
});

describe('an upload’s Location', () => {
  it.each([
    ['from the beginning', { foreignUploads: true }],
    ['by a redirect of the PUT', { redirectUploads: true }],
  ])('on another origin gets the bytes and no credentials, %s (CVE-2026-50151)', async (_how, quirks) => {
    const { store, served, repositories } = await start({ auth: { basic: ACCOUNT }, quirks });
    await write(store);
    const foreign = served.requests.filter(({ server }) => server === 'storage');
    expect(foreign.map(({ method, authorization }) => `${method} ${authorization}`)).toEqual(['PUT none']);
    await expect(repositories.get('acme/api')!.hasBlob(blob.digest)).resolves.toBe(true);
  });

  it('keeps its query to the byte', async () => {
    const { store, served } = await start();
    await write(store);
    const put = served.requests.find(({ method }) => method === 'PUT');
    expect(put?.query).toBe(`?_state=session-1%200%3D%2B%2F&digest=${encodeURIComponent(blob.digest)}`);
  });

  it.each([
    ['by plain HTTP, of an encrypted registry', 'http://registry.test/v2/upload'],
    ['on this machine, of a registry in the open', 'https://127.0.0.1/upload'],
    ['on this machine by a name, of a registry in the open', 'https://localhost/upload'],
    ['link-local', 'https://169.254.169.254/upload'],
  ])('is not gone to if it is %s (CVE-2026-50151)', async (_what, location) => {
    const { served, transport } = await start({
      onRequest: ({ method }) => (method === 'POST' ? { status: 202, headers: { location } } : undefined),
    });
    const outside = disguise(transport, { 'https://registry.test': { url: served.url, reach: 'public' } });
    const registries = createRegistries(options(), outside);
    const store = registries.open({ registry: 'registry.test', repository: 'acme/api' }, 'push');
    await expect(write(store)).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
  });

  it('is never in an error with its query (containerd 64cc8cdec)', async () => {
    const { store } = await start({
      quirks: { foreignUploads: true },
      onRequest: ({ server, path, query }) =>
        server === 'storage'
          ? { status: 500, body: JSON.stringify({ message: `http://x.test${path}${query}` }) }
          : undefined,
    });
    const error: Error = await write(store).then(fail, (reason: Error) => reason);
    expect(error.message).toContain('http://x.test/v2/');
    expect(error.message).not.toMatch(/secret|_state/);
  });
});

describe('a mount', () => {
  const mountFrom = 'acme/base';

  it('moves no byte', async () => {
    const { store, log, repositories, holdInBase } = await start();
    await holdInBase();
    await expect(store.writeBlob(blob, fail, { mountFrom })).resolves.toEqual({
      outcome: 'mounted',
      bytesSent: 0,
    });
    expect(log()).toEqual([
      'HEAD /v2/acme/api/blobs/…',
      `POST /v2/acme/api/blobs/uploads/?mount=${encodeURIComponent(blob.digest)}&from=acme%2Fbase`,
    ]);
    await expect(repositories.get('acme/api')!.hasBlob(blob.digest)).resolves.toBe(true);
  });

  it('that becomes an upload goes on with that session', async () => {
    const { store, log, holdInBase } = await start({ quirks: { noMount: true } });
    await holdInBase();
    await expect(store.writeBlob(blob, () => piecesOf(bytes), { mountFrom })).resolves.toMatchObject({
      outcome: 'sent',
    });
    expect(log().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('that a registry does not know is followed by a plain upload', async () => {
    const { store, log } = await start({
      onRequest: ({ query }) => (query.includes('mount=') ? { status: 405 } : undefined),
    });
    await expect(store.writeBlob(blob, () => piecesOf(bytes), { mountFrom })).resolves.toMatchObject({
      outcome: 'sent',
    });
    expect(log().filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  it('asks in one token for both, and reads nothing it may not read (CVE-2024-39897)', async () => {
    const grant = (_user: string | undefined, repository: string): boolean => repository === 'acme/api';
    const { store, served, holdInBase } = await start({
      auth: { bearer: { service: 'x', account: ACCOUNT, grant } },
    });
    await holdInBase();
    await expect(store.writeBlob(blob, () => piecesOf(bytes), { mountFrom })).resolves.toMatchObject({
      outcome: 'sent',
    });
    const scopes = served.requests.filter(({ server }) => server === 'token').map(scopesOf);
    expect(scopes).toEqual([
      ['repository:acme/api:pull,push'],
      ['repository:acme/api:pull,push', 'repository:acme/base:pull'],
    ]);
  });

  it('for which no token is given is followed by a plain upload', async () => {
    const { store } = await start({
      auth: { bearer: { service: 'x', account: ACCOUNT } },
      onRequest: (request) => (scopesOf(request).length > 1 ? { status: 403 } : undefined),
    });
    await expect(store.writeBlob(blob, () => piecesOf(bytes), { mountFrom })).resolves.toMatchObject({
      outcome: 'sent',
    });
  });

  it('is not asked of a repository from itself', async () => {
    const { store, log } = await start();
    await store.writeBlob(blob, () => piecesOf(bytes), { mountFrom: 'acme/api' });
    expect(log().join()).not.toContain('mount=');
  });
});

function write(store: ImageStore, read = () => piecesOf(bytes, 7)) {
  return store.writeBlob(blob, read);
}

function options() {
  return {
    credentials: () => Promise.resolve({ kind: 'password', ...ACCOUNT } as const),
    ...WITHOUT_WAITING,
    now: () => 0,
  };
}

async function start(serving: ServeOptions = {}) {
  const repositories = new Map<string, MemoryStore>();
  const open = (name: string): MemoryStore => {
    const memory = repositories.get(name) ?? createMemoryStore(name);
    repositories.set(name, memory);
    return memory;
  };
  const served = await serveStore(open, serving);
  const transport = createTransport({ userAgent: 'test' });
  const registries = createRegistries(options(), transport);
  closing.push(
    () => registries.close(),
    () => served.close(),
  );
  const log = (): string[] =>
    served.requests
      .filter(({ path }) => path !== '/v2/')
      .map(
        ({ method, path, query }) =>
          `${method} ${path.replace(blob.digest, '…')}${query.includes('mount') ? query : ''}`,
      );
  return {
    served,
    transport,
    repositories,
    log,
    store: registries.open({ registry: served.host, repository: 'acme/api' }, 'push'),
    holdInBase: () => writeSampleBlob(open('acme/base'), bytes),
  };
}

function scopesOf({ query }: ServedRequest): string[] {
  return new URLSearchParams(query).getAll('scope');
}

function fail(): never {
  throw new Error('it should not come to this');
}
