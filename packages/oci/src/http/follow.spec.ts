import { disguise, readAll, serveStore, type Fault, type ServedRequest } from '../testing/index.js';
import { follow, type Home } from './follow.js';
import { createTransport } from './transport.js';
import type { HttpMethod, RequestBody } from './message.js';

type Answers = (request: ServedRequest) => Fault | undefined;

const REGISTRY = 'https://registry.test';
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('follow', () => {
  it.each([301, 302, 303, 307, 308])(
    'follows %i of a GET with authorization, within one origin',
    async (status) => {
      const { send, requests } = await start(({ path }) =>
        path === '/b' ? { status: 200, body: 'here' } : { status, headers: { location: '/b' } },
      );
      const response = await send('GET', '/a');
      expect(response).toMatchObject({ status: 200, isRedirected: true, url: new URL('/b', REGISTRY) });
      expect((await readAll(response.body)).toString()).toBe('here');
      expect(requests.map(({ path, authorization }) => [path, authorization])).toEqual([
        ['/a', 'bearer'],
        ['/b', 'bearer'],
      ]);
    },
  );

  it.each([
    ['another host', 'https://other.test'],
    ['another port', 'https://registry.test:444'],
  ])(
    'never sends credentials to another origin on a redirect: %s (GHSA-vh4v-2xq2-g5cg)',
    async (_what, origin) => {
      const { send, requests } = await start(({ path }) =>
        path === '/b' ? { status: 200 } : { status: 307, headers: { location: `${origin}/b` } },
      );
      await send('GET', '/a');
      expect(requests.map(({ path, authorization }) => [path, authorization])).toEqual([
        ['/a', 'bearer'],
        ['/b', 'none'],
      ]);
    },
  );

  it('does not take up authorization again on the way back (GHSA-vh4v-2xq2-g5cg)', async () => {
    const steps: Record<string, string> = { '/a': 'https://other.test/b', '/b': `${REGISTRY}/c` };
    const { send, requests } = await start(({ path }) => {
      const location = steps[path];
      return location ? { status: 307, headers: { location } } : { status: 200 };
    });
    await send('GET', '/a');
    expect(requests.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/a', 'bearer'],
      ['/b', 'none'],
      ['/c', 'none'],
    ]);
  });

  it('never goes from https to http (CVE-2026-50151)', async () => {
    const { send, requests } = await start(() => ({
      status: 307,
      headers: { location: 'http://registry.test/b' },
    }));
    await expect(send('GET', '/a')).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    'https://127.0.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://[::1]/',
  ])('does not go inwards to %s on the word of a registry in the open', async (location) => {
    const { send } = await start(() => ({ status: 307, headers: { location } }));
    await expect(send('GET', '/a')).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
  });

  it('does not go inwards on the word of a stranger that a registry inside names', async () => {
    const steps: Record<string, string> = { '/a': 'https://other.test/b', '/b': 'https://127.0.0.1/c' };
    const answers: Answers = ({ path }) => ({ status: 307, headers: { location: steps[path] ?? '' } });
    const { send } = await start(answers, { origin: REGISTRY, reach: 'loopback' });
    await expect(send('GET', '/a')).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
  });

  it('ends a circle', async () => {
    const { send, requests } = await start(() => ({ status: 302, headers: { location: '/a' } }));
    await expect(send('GET', '/a')).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: 'Reaching registry.test: more than 5 redirects',
    });
    expect(requests).toHaveLength(6);
  });

  it.each([307, 308])('sends a body again where %i says so', async (status) => {
    let reads = 0;
    const body = {
      size: 4,
      async *read() {
        reads++;
        yield Buffer.from('body');
      },
    };
    const { send } = await start(({ path }) =>
      path === '/b' ? { status: 201 } : { status, headers: { location: '/b' } },
    );
    expect(await send('PUT', '/a', body)).toMatchObject({ status: 201 });
    expect(reads).toBe(2);
  });

  it.each([301, 302, 303])('does not make another request of a PUT that is answered %i', async (status) => {
    const { send, requests } = await start(() => ({ status, headers: { location: '/b' } }));
    expect(await send('PUT', '/a', Buffer.from('x'))).toMatchObject({ status, isRedirected: false });
    expect(requests).toHaveLength(1);
  });
});

async function start(answers: Answers, home: Home = { origin: REGISTRY, reach: 'public' }) {
  const served = await serveStore(() => fail(), { onRequest: answers });
  const real = createTransport({ userAgent: 'test' });
  closing.push(
    () => real.close(),
    () => served.close(),
  );
  const transport = disguise(real, {
    [REGISTRY]: { url: served.url, reach: home.reach },
    [`${REGISTRY}:444`]: { url: served.url, reach: 'public' },
    'https://other.test': { url: served.url, reach: 'public' },
  });
  const send = (method: HttpMethod, path: string, body?: RequestBody) =>
    follow(transport, { method, url: new URL(path, REGISTRY), body }, home, 'Bearer secret');
  return { send, requests: served.requests };
}

function fail(): never {
  throw new Error('no store is needed');
}
