import type { ServeOptions } from '../../testing/index.js';
import { openServed, readAll, sampleImage, serveStore, WITHOUT_WAITING } from '../../testing/index.js';
import { createMemoryStore } from '../memory.js';
import { createRegistries } from './registries.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('a mirror', () => {
  it('is read from instead of the registry', async () => {
    const { origin, mirror, read } = await start({}, true);
    await read();
    expect([origin.log(), mirror.requests.length > 3]).toEqual([[], true]);
  });

  it('may lie below a path', async () => {
    const { mirror, read } = await start({}, true, '/hub');
    await read();
    expect(mirror.requests.at(-1)?.path).toMatch(/^\/v2\/hub\/acme\/api\//);
  });

  it.each<[string, ServeOptions, boolean]>([
    ['has not got it', {}, false],
    ['refuses', { onRequest: () => ({ status: 403 }) }, true],
    ['is in trouble', { onRequest: ({ path }) => (path === '/v2/' ? undefined : { status: 500 }) }, true],
    [
      'sends something else',
      {
        onRequest: ({ path }) =>
          path.includes('/manifests/sha256') ? { status: 200, body: 'x' } : undefined,
      },
      true,
    ],
  ])('that %s is passed over', async (_title, serving, isFull) => {
    const { read } = await start(serving, isFull);
    await read();
  });

  it('that cannot be reached is asked once', async () => {
    const { mirror, read } = await start({ onRequest: () => 'reset' }, true);
    await read();
    const asked = mirror.requests.length;
    await read();
    expect(mirror.requests.length).toBe(asked);
  });

  it('that breaks off in the middle of a blob leaves the rest to the registry', async () => {
    const { origin, read } = await start(
      { onRequest: ({ method, path }) => (method === 'GET' && path.includes('/blobs/') ? 'cut' : undefined) },
      true,
    );
    await read();
    expect(origin.log().join()).toMatch(/GET .*\/blobs\//);
  });

  it('is not pushed to, nor asked for what is pushed', async () => {
    const { origin, mirror, registries, image, memory } = await start({}, true);
    const store = registries.open({ registry: origin.served.host, repository: 'acme/api' }, 'push');
    await store.writeManifest(await memory.readManifest(image.manifest.digest), '2.0');
    await store.resolve('2.0');
    expect(mirror.requests).toEqual([]);
  });

  it('is not asked for the list of tags', async () => {
    const { store, memory, mirror } = await start({}, true);
    await memory.writeManifest((await memory.findManifest('1.0'))!, 'of the mirror alone');
    expect((await store.listTags()[Symbol.asyncIterator]().next()).value).toBe('1.0');
    expect(mirror.requests).toEqual([]);
  });

  it('leaves a signal its reason', async () => {
    const { store, origin } = await start({ onRequest: () => 'reset' }, true);
    const reason = new Error('cancelled');
    await expect(store.resolve('1.0', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(origin.log()).toEqual([]);
  });
});

async function start(mirrorServing: ServeOptions, isFull: boolean, below = '') {
  const memory = createMemoryStore();
  const image = await sampleImage(memory, { platform: 'linux/amd64' });
  await memory.writeManifest(await memory.readManifest(image.manifest.digest), '1.0');
  const mirror = await serveStore(() => (isFull ? memory : createMemoryStore()), mirrorServing);
  const origin = await openServed();
  for (const blob of [image.config, ...image.layers])
    await origin.memory().writeBlob(blob, () => memory.readBlob(blob));
  await origin.memory().writeManifest(await memory.readManifest(image.manifest.digest), '1.0');
  const registries = createRegistries({
    credentials: () => Promise.resolve(undefined),
    now: () => 0,
    ...WITHOUT_WAITING,
    registries: { [origin.served.host]: { mirrors: [`${mirror.host}${below}`] } },
  });
  closing.push(
    () => registries.close(),
    () => origin.close(),
    () => mirror.close(),
  );
  const store = registries.open({ registry: origin.served.host, repository: 'acme/api' }, 'pull');
  /** All of the image, right to the last byte. */
  const read = async (): Promise<void> => {
    const { digest } = image.manifest;
    expect(await store.resolve('1.0')).toMatchObject({ digest });
    await store.readManifest(digest);
    expect(await store.findManifest('1.0')).toMatchObject({ descriptor: { digest } });
    for (const blob of [image.config, ...image.layers]) {
      expect(await store.hasBlob(blob.digest)).toBe(true);
      await readAll(store.readBlob(blob));
    }
  };
  return { memory, image, origin, mirror, registries, store, read };
}
