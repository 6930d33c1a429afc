import { digestOf } from '../../model/index.js';
import { createMemoryStore } from '../../store/index.js';
import { sampleImage } from '../samples.js';
import { serveStore } from './serve-store.js';
import type { ServedRegistry, ServeOptions } from './options.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('serveStore', () => {
  it('takes a blob in pieces, and says how far it got', async () => {
    const { url, memory, served } = await start();
    const digest = digestOf('abcdef');
    const begun = await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' });
    expect(begun.status).toBe(202);
    const first = await patch(begun, 'abc', '0-2');
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-2']);
    expect((await patch(first, 'x', '7-7')).status).toBe(416);
    const second = await patch(first, 'def', '3-5');
    const progress = await fetch(locationOf(second));
    expect([progress.status, progress.headers.get('range')]).toEqual([204, '0-5']);
    const wrong = await fetch(`${locationOf(second)}&digest=${digestOf('x')}`, { method: 'PUT' });
    expect(wrong.status).toBe(400);
    const done = await fetch(`${locationOf(second)}&digest=${digest}`, { method: 'PUT' });
    expect([done.status, done.headers.get('docker-content-digest')]).toEqual([201, digest]);
    await expect(memory.hasBlob(digest)).resolves.toBe(true);
    expect(served.openUploads()).toBe(0);
  });

  it('refuses an upload that has lost its state, and frees one that is cancelled', async () => {
    const { url, served } = await start();
    const begun = await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' });
    const lost = await fetch(locationOf(begun).replace(/\?.*/, ''), { method: 'DELETE' });
    expect([lost.status, served.openUploads()]).toEqual([404, 1]);
    const cancelled = await fetch(locationOf(begun), { method: 'DELETE' });
    expect([cancelled.status, served.openUploads()]).toEqual([204, 0]);
  });

  it('lists the tags that were pushed, and takes no manifest whose blobs are missing', async () => {
    const { url, memory } = await start();
    const { manifest } = await sampleImage(memory, { platform: 'linux/arm64' });
    const { bytes } = await memory.readManifest(manifest.digest);
    const push = (repository: string, tag: string): Promise<Response> =>
      fetch(`${url}/v2/${repository}/manifests/${tag}`, {
        method: 'PUT',
        headers: { 'content-type': manifest.mediaType },
        body: bytes,
      });
    expect([(await push('a/b', '2')).status, (await push('a/b', '1')).status]).toEqual([201, 201]);
    await expect((await fetch(`${url}/v2/a/b/tags/list`)).json()).resolves.toEqual({
      name: 'a/b',
      tags: ['1', '2'],
    });
    const incomplete = await push('empty', '1');
    expect(incomplete.status).toBe(404);
    expect(await incomplete.text()).toContain('MANIFEST_BLOB_UNKNOWN');
  });

  it('lists tags a page at a time, no larger than it likes', async () => {
    const { url, memory } = await start({ quirks: { maxTagsPerPage: 2 } });
    const { manifest } = await sampleImage(memory, { platform: 'linux/arm64' });
    for (const tag of ['a', 'b', 'c', 'd'])
      await memory.writeManifest(await memory.readManifest(manifest.digest), tag);
    const list = async (query: string): Promise<[unknown, string | null]> => {
      const answer = await fetch(`${url}/v2/a/b/tags/list${query}`);
      const { tags } = (await answer.json()) as { readonly tags: unknown };
      return [tags, answer.headers.get('link')];
    };
    const next = (n: number, last: string): string =>
      `<${url}/v2/a/b/tags/list?n=${n}&last=${last}>; rel="next"`;
    expect(await list('')).toEqual([['a', 'b'], next(2, 'b')]);
    expect(await list('?n=1&last=b')).toEqual([['c'], next(1, 'c')]);
    expect(await list('?n=9&last=b')).toEqual([['c', 'd'], null]);
    expect(await list('?n=0')).toEqual([[], null]);
    expect((await fetch(`${url}/v2/a/b/tags/list?n=1001`)).status).toBe(400);
  });

  it('deletes a manifest by its digest alone, with its tags', async () => {
    const { url, memory } = await start();
    const { manifest } = await sampleImage(memory, { platform: 'linux/arm64' });
    await memory.writeManifest(await memory.readManifest(manifest.digest), '1');
    const send = async (method: string, reference: string): Promise<number> =>
      (await fetch(`${url}/v2/a/b/manifests/${reference}`, { method })).status;
    expect(await send('DELETE', '1')).toBe(400);
    expect(await send('GET', '1')).toBe(200);
    expect(await send('DELETE', manifest.digest)).toBe(202);
    expect([await send('DELETE', manifest.digest), await send('GET', '1')]).toEqual([404, 404]);
  });

  it('says whom it asks for a token, and what for', async () => {
    const { url, served } = await start({ auth: { bearer: { service: 's' } } });
    const { status, headers } = await fetch(`${url}/v2/a/b/manifests/1`);
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="${served.urlOf('token')}/token",service="s",scope="repository:a/b:pull"`,
    ]);
  });

  it('gives a token for what is granted alone', async () => {
    const account = { username: 'me', password: 'x' };
    const grant = (user: string | undefined, _repository: string, action: string): boolean =>
      user === 'me' || action === 'pull';
    const { url, served } = await start({ auth: { bearer: { service: 's', account, grant } } });
    const tokenFor = async (headers: Record<string, string>): Promise<string> => {
      const answer = await fetch(`${served.urlOf('token')}/token?service=s&scope=repository:a/b:pull,push`, {
        headers,
      });
      return `Bearer ${((await answer.json()) as { token: string }).token}`;
    };
    const begin = async (authorization: string): Promise<number> =>
      (await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST', headers: { authorization } })).status;
    const mine = await tokenFor({ authorization: `Basic ${Buffer.from('me:x').toString('base64')}` });
    expect([await begin(await tokenFor({})), await begin(mine), await begin('Bearer made-up')]).toEqual([
      401, 202, 401,
    ]);
    served.expireTokens();
    expect(await begin(mine)).toBe(401);
    expect(JSON.stringify(served.requests)).not.toContain(mine);
  });

  it('resets, cuts and answers otherwise as it is told', async () => {
    const { url, memory } = await start({
      onRequest: ({ path }) => {
        if (path.endsWith('/reset')) return 'reset';
        return path.endsWith('/cut')
          ? 'cut'
          : { status: 418, headers: { 'x-a': 'b' }, body: 'short and stout' };
      },
    });
    const { manifest } = await sampleImage(memory, { platform: 'linux/arm64' });
    await memory.writeManifest(await memory.readManifest(manifest.digest), 'cut');
    const other = await fetch(`${url}/v2/`);
    expect([other.status, other.headers.get('x-a'), await other.text()]).toEqual([
      418,
      'b',
      'short and stout',
    ]);
    await expect(fetch(`${url}/v2/a/b/manifests/reset`)).rejects.toThrow();
    const cut = await fetch(`${url}/v2/a/b/manifests/cut`);
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow();
  });
});

async function start(options: ServeOptions = {}) {
  const memory = createMemoryStore();
  const served: ServedRegistry = await serveStore(
    (repository) => (repository === 'empty' ? createMemoryStore() : memory),
    options,
  );
  closing.push(() => served.close());
  return { memory, served, url: served.url };
}

function patch(previous: Response, body: string, range: string): Promise<Response> {
  return fetch(locationOf(previous), { method: 'PATCH', headers: { 'content-range': range }, body });
}

function locationOf({ headers }: Response): string {
  return headers.get('location') ?? '';
}
