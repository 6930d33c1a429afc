import { OCI_LAYER_GZIP, type Descriptor } from '../../model/index.js';
import {
  piecesOf,
  readAll,
  serveStore,
  WITHOUT_WAITING,
  writeSampleBlob,
  type ServeOptions,
} from '../../testing/index.js';
import { createMemoryStore } from '../memory.js';
import { createRegistries } from './registries.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('readBlob', () => {
  it('sends no credentials to where a layer says that it can be had too, and does not go there (CVE-2020-15157)', async () => {
    const account = { username: 'me', password: 's3cret' };
    const foreign = await start();
    const layer = await writeSampleBlob(foreign.memory, 'layer', OCI_LAYER_GZIP);
    const { store } = await start({ auth: { basic: account } }, account);
    const blob: Descriptor = { ...layer, urls: [`${foreign.served.url}/v2/acme/api/blobs/${layer.digest}`] };
    await expect(readAll(store.readBlob(blob))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(foreign.served.requests).toEqual([]);
  });

  it('reads no further than the descriptor goes (GHSA-f36w-mj3v-6jqv)', async () => {
    const { memory, store } = await start();
    const blob = await writeSampleBlob(memory, Buffer.alloc(1024 * 1024));
    let received = 0;
    const reading = (async () => {
      for await (const piece of store.readBlob({ ...blob, size: 1000 })) received += piece.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
    expect(received).toBeLessThanOrEqual(1000);
  });

  it('follows the registry to its storage, without credentials there (GHSA-vh4v-2xq2-g5cg)', async () => {
    const account = { username: 'me', password: 's3cret' };
    const { memory, store, served } = await start(
      { auth: { basic: account }, quirks: { redirectBlobs: true } },
      account,
    );
    const blob = await writeSampleBlob(memory, 'layer');
    expect((await readAll(store.readBlob(blob))).toString()).toBe('layer');
    expect(served.requests.map(({ server, authorization }) => `${server} ${authorization}`)).toEqual([
      'registry none',
      'registry none',
      'registry basic',
      'storage none',
    ]);
  });

  it('keeps signed URLs out of its errors (containerd 64cc8cdec)', async () => {
    const { memory, store } = await start({
      quirks: { redirectBlobs: true },
      onRequest: ({ server, path, query }) =>
        server === 'storage'
          ? { status: 403, body: JSON.stringify({ message: `https://s3.test${path}${query}` }) }
          : undefined,
    });
    const blob = await writeSampleBlob(memory, 'layer');
    const error: Error = await readAll(store.readBlob(blob)).then(fail, (reason: Error) => reason);
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message: expect.stringContaining('https://s3.test/v2/') as unknown,
    });
    expect(error.message).not.toContain('secret');
  });

  it('DIGEST_INVALID before a digest gets into a URL (CVE-2024-3727)', async () => {
    const { store, served } = await start();
    const blob = { mediaType: 'x', size: 1, digest: 'sha256:../../../x' } as const;
    const calls = [
      readAll(store.readBlob(blob)),
      store.hasBlob(blob.digest),
      store.writeBlob(blob, () => piecesOf(Buffer.from('x'))),
      store.readManifest(blob.digest),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(served.requests).toEqual([]);
  });
});

describe('hasBlob', () => {
  it('asks once more by GET where a storage’s URL is good for that alone', async () => {
    const { memory, store, served } = await start({ quirks: { redirectBlobs: true } });
    const blob = await writeSampleBlob(memory, 'layer');
    await expect(store.hasBlob(blob.digest)).resolves.toBe(true);
    expect(served.requests.slice(1).map(({ server, method }) => `${server} ${method}`)).toEqual([
      'registry HEAD',
      'storage HEAD',
      'registry GET',
      'storage GET',
    ]);
  });

  it.each([401, 403, 500])('is no answer for %i', async (status) => {
    const { store } = await start({ onRequest: ({ path }) => (path === '/v2/' ? undefined : { status }) });
    await expect(store.hasBlob(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: status === 500 ? 'REGISTRY_FAILED' : 'REGISTRY_DENIED',
      message: expect.stringMatching(/^Looking for .*\/acme\/api@sha256:0{12}…: /) as unknown,
    });
  });
});

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
  return {
    memory,
    served,
    store: registries.open({ registry: served.host, repository: 'acme/api' }, 'pull'),
  };
}

function fail(): never {
  throw new Error('it did not fail');
}
