import { networkFailure } from './network-failure.js';
import { createRegistryClient } from './registry-client.js';

describe('the address of a registry', () => {
  it('is encrypted, and nothing else is tried', async () => {
    const { seen } = await locate('registry.test', false, {});
    expect(seen).toEqual(['https://registry.test/v2/x']);
  });

  it('of Docker Hub is not its name', async () => {
    const { seen } = await locate('docker.io', false, {});
    expect(seen).toEqual(['https://registry-1.docker.io/v2/x']);
  });

  it.each(['localhost:5000', 'a.localhost', '127.0.0.1:5000', '[::1]:5000'])(
    'of %s is plain HTTP if that answers',
    async (registry) => {
      const { seen } = await locate(registry, false, { 'http:': 401 });
      expect(seen).toEqual([`http://${registry}/v2/`, `http://${registry}/v2/x`]);
    },
  );

  it.each([
    ['does not answer', {}],
    ['answers as a server of https does', { 'http:': 400 }],
  ])('of localhost is encrypted if plain HTTP %s', async (_what, answers) => {
    const { seen } = await locate('localhost', false, { ...answers, 'https:': 200 });
    expect(seen.at(-1)).toBe('https://localhost/v2/x');
  });

  it('of an insecure registry is encrypted if that answers, else plain HTTP', async () => {
    const encrypted = await locate('inner.test:5000', true, { 'http:': 200, 'https:': 200 });
    expect(encrypted.seen).toEqual(['https://inner.test:5000/v2/', 'https://inner.test:5000/v2/x']);
    const plain = await locate('inner.test:5000', true, { 'http:': 200 });
    expect(plain.seen.at(-1)).toBe('http://inner.test:5000/v2/x');
    const other = await locate('inner.test:5000', false, {});
    expect(other.seen).toEqual(['https://inner.test:5000/v2/x']);
  });

  it.each<[string, string, 'http:' | 'https:']>([
    ['speaks no TLS: then it only broke off for a moment', 'EPROTO', 'http:'],
    ['shows a certificate that is not trusted', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'https:'],
  ])('of localhost is not found for the reason that counts, if it %s', async (_title, code, counts) => {
    const answers = {
      'http:': networkFailure(new URL('http://localhost'), { code: 'ECONNRESET' }),
      'https:': networkFailure(new URL('https://localhost'), { code }),
    };
    const { failure } = await locate('localhost', false, answers);
    expect(failure).toBe(answers[counts]);
  });

  it('is found once, and again after a failure', async () => {
    const answers: Record<string, number | Error> = {};
    const { client, seen, failure } = await locate('localhost', false, answers);
    expect(failure).toMatchObject({ message: 'no https:' });
    answers['http:'] = 200;
    await client.request({ method: 'GET', target: '/v2/x', scopes: [] });
    await client.request({ method: 'GET', target: '/v2/x', scopes: [] });
    expect(seen.slice(2)).toEqual(['http://localhost/v2/', 'http://localhost/v2/x', 'http://localhost/v2/x']);
  });
});

/** What a client asks for in a world where only these schemes are answered. */
async function locate(registry: string, isInsecure: boolean, answers: Record<string, number | Error>) {
  const seen: string[] = [];
  const client = createRegistryClient(registry, {
    transport: {
      async request({ url }) {
        seen.push(url.href);
        const status = url.pathname === '/v2/x' ? 200 : answers[url.protocol];
        if (status instanceof Error) throw status;
        if (status === undefined) throw new Error(`no ${url.protocol}`);
        return { status, headers: {}, body: (async function* () {})(), peer: 'public' };
      },
      close: () => Promise.resolve(),
    },
    credentials: () => Promise.resolve(undefined),
    isInsecure,
    now: () => 0,
  });
  const request = client.request({ method: 'GET', target: '/v2/x', scopes: [] });
  const failure: unknown = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  return { client, seen, failure };
}
