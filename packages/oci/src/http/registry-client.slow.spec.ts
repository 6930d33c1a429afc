import { createMemoryStore } from '../store/index.js';
import { disguise, readAll, serveStore, type Disguise, type ServeOptions } from '../testing/index.js';
import { discard } from './body.js';
import type { Credential } from './credential.js';
import { createRegistryClient } from './registry-client.js';
import { createTransport } from './transport.js';

const ACCOUNT = { username: 'me', password: 's3cret:x' };
const PASSWORD: Credential = { kind: 'password', ...ACCOUNT };
const REALM = 'https://token.test/token';
const BEARER = { bearer: { service: 'registry.test', account: ACCOUNT, realm: REALM } };
const PULL = ['repository:acme/api:pull'];
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('authorization', () => {
  it('is none where the registry asks for none, even with a credential', async () => {
    const { get, log } = await start({}, PASSWORD);
    await expect(get()).resolves.toBe(200);
    expect(log()).toEqual(['registry GET /v2/acme/api/tags/list none']);
  });

  it('is Basic where the registry asks for it, from the second request on without asking', async () => {
    const { get, log } = await start({ auth: { basic: ACCOUNT } }, PASSWORD);
    await get();
    await get();
    expect(log().map((line) => line.split(' ').at(-1))).toEqual(['none', 'basic', 'basic']);
  });

  it('is a token of the registry’s token server, one for all who need the same', async () => {
    const { get, served, log } = await start({ auth: BEARER }, PASSWORD);
    await expect(Promise.all(Array.from({ length: 12 }, () => get()))).resolves.toEqual(Array(12).fill(200));
    expect(served.tokensIssued()).toBe(1);
    expect(log()).toContain(
      'token GET /token?service=registry.test&scope=repository%3Aacme%2Fapi%3Apull basic',
    );
    await get(['repository:acme/api:pull,push', 'repository:acme/base:pull']);
    expect(served.requests.at(-2)?.query).toBe(
      '?service=registry.test&scope=repository%3Aacme%2Fapi%3Apull%2Cpush&scope=repository%3Aacme%2Fbase%3Apull',
    );
    expect(served.tokensIssued()).toBe(2);
  });

  it('is a token for nobody in particular without a credential', async () => {
    const grant = (_name: string | undefined, _repository: string, action: string): boolean =>
      action === 'pull';
    const { get, log } = await start({ auth: { bearer: { service: 'x', realm: REALM, grant } } }, undefined);
    await expect(get()).resolves.toBe(200);
    expect(log()[1]).toMatch(/^token GET .* none$/);
  });

  it('exchanges an identity token by POST, which no URL ever shows', async () => {
    const auth = { bearer: { service: 'x', realm: REALM, identityToken: 's3cret' } };
    const { get, log } = await start({ auth }, { kind: 'identity-token', token: 's3cret' });
    await expect(get()).resolves.toBe(200);
    expect(log()[1]).toBe('token POST /token none');
  });

  it('takes a registry token as it is', async () => {
    const { get, log } = await start({ auth: BEARER }, { kind: 'registry-token', token: 'ready' });
    await expect(get()).resolves.toBe(401);
    expect(log()).toEqual([
      'registry GET /v2/acme/api/tags/list none',
      'registry GET /v2/acme/api/tags/list bearer',
    ]);
  });

  it('renews a token that is refused in mid-life once, and tries once more', async () => {
    const { get, served } = await start({ auth: BEARER }, PASSWORD);
    await get();
    served.expireTokens();
    await expect(Promise.all([get(), get(), get()])).resolves.toEqual([200, 200, 200]);
    expect(served.tokensIssued()).toBe(2);
  });

  it('frees the refusal if no token is given', async () => {
    let isFreed = false;
    const headers = { 'www-authenticate': `Bearer realm="${REALM}"` };
    const client = createRegistryClient('registry.test', {
      transport: {
        async request({ url }) {
          if (url.href.startsWith(REALM)) throw new Error('no token server');
          const body = (async function* () {
            try {
              yield Buffer.from('x');
            } finally {
              isFreed = true;
            }
          })();
          return { status: 401, headers, body, peer: 'public' };
        },
        close: () => Promise.resolve(),
      },
      credentials: () => Promise.resolve(PASSWORD),
      now: () => 0,
    });
    const request = client.request({ method: 'GET', target: '/v2/', scopes: PULL });
    await expect(request).rejects.toThrow('no token server');
    expect(isFreed).toBe(true);
  });

  it('gives up after one more try', async () => {
    const auth = { bearer: { ...BEARER.bearer, grant: () => false } };
    const { get, served } = await start({ auth }, PASSWORD);
    await expect(get()).resolves.toBe(401);
    expect(served.requests.filter(({ server }) => server === 'registry')).toHaveLength(2);
  });

  it('fetches another token when the clock says that the first has expired', async () => {
    const clock = { now: 0 };
    const auth = { bearer: { ...BEARER.bearer, expiresIn: 300 } };
    const { get, served } = await start({ auth }, PASSWORD, { clock });
    await get();
    clock.now = 289_000;
    await get();
    expect(served.tokensIssued()).toBe(1);
    clock.now = 290_000;
    await get();
    expect(served.tokensIssued()).toBe(2);
  });

  it('REGISTRY_DENIED if the token server refuses, naming the registry and the way to log in', async () => {
    const { get } = await start({ auth: BEARER }, { ...PASSWORD, password: 's3cret' });
    const error: Error = await get().then(fail, (reason: Error) => reason);
    expect(error).toMatchObject({
      code: 'REGISTRY_DENIED',
      message:
        'Authorizing at registry.test for repository:acme/api:pull: 401 UNAUTHORIZED (incorrect username or password)',
      hint: 'The credentials that Docker has for registry.test were refused. Log in again: docker login registry.test',
    });
    expect(String(error.stack)).not.toContain('s3cret');
  });

  it.each<[string, object, RegExp]>([
    ['no token', { status: 200, body: '{}' }, /holds no token$/],
    ['no JSON', { status: 200, body: 'oops' }, /holds no token$/],
    [
      'a token that would be two headers',
      { status: 200, body: '{"token":"a\\r\\nx: y"}' },
      /holds no token$/,
    ],
    [
      'another place',
      { status: 307, headers: { location: 'https://evil.test' } },
      /: 307 Temporary Redirect$/,
    ],
    ['a quota', { status: 429 }, /: 429 Too Many Requests$/],
  ])('REGISTRY_FAILED if the token server answers %s', async (_what, answer, message) => {
    const onRequest = ({ server }: { server: string }) =>
      server === 'token' ? ({ status: 500, ...answer } as const) : undefined;
    const { get } = await start({ auth: BEARER, onRequest }, PASSWORD);
    await expect(get()).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('reads no more than 64 KiB of a token (GHSA-f36w-mj3v-6jqv)', async () => {
    const body = `{"token":"${'x'.repeat(64 * 1024)}"}`;
    const onRequest = ({ server }: { server: string }) =>
      server === 'token' ? { status: 200, body } : undefined;
    const { get } = await start({ auth: BEARER, onRequest }, PASSWORD);
    await expect(get()).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
  });

  it('passes a failure to find credentials on', async () => {
    const { client } = await start({ auth: BEARER }, () => Promise.reject(new Error('bad file')));
    await expect(client.request({ method: 'GET', target: '/v2/', scopes: PULL })).rejects.toThrow('bad file');
  });

  it('does not log in at another server that asks for it after a redirect', async () => {
    const onRequest = ({ path }: { path: string }) =>
      path === '/elsewhere'
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : { status: 307, headers: { location: 'https://other.test/elsewhere' } };
    const { get, log } = await start({ onRequest }, PASSWORD);
    await expect(get()).resolves.toBe(401);
    expect(log()).toEqual(['registry GET /v2/acme/api/tags/list none', 'registry GET /elsewhere none']);
  });
});

describe('the token realm (CVE-2026-48978)', () => {
  const demand = (realm: string): ServeOptions => ({
    onRequest: ({ path, server }) =>
      path.startsWith('/v2/') && server === 'registry'
        ? { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="x"` } }
        : undefined,
  });

  it.each([
    ['plain HTTP', 'http://token.test/token'],
    ['plain HTTP on this machine', 'http://localhost/token'],
    ['a file', 'file:///etc/passwd'],
  ])('is not taken if it is %s and the registry is https', async (_what, realm) => {
    const { get, log } = await start(demand(realm), PASSWORD);
    await expect(get()).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
    expect(log()).toHaveLength(1);
  });

  it.each([
    ['on this machine', 'public', 'https://127.0.0.1/token'],
    ['on this machine, by a name', 'public', 'https://localhost/token'],
    ['in a private network', 'public', 'https://10.0.0.1/token'],
    ['on this machine, of a registry in a private network', 'private', 'https://127.0.0.1/token'],
    ['link-local', 'public', 'https://169.254.169.254/token'],
    ['link-local, of a registry on this machine', 'loopback', 'https://169.254.169.254/token'],
  ] as const)('is not gone to if it is %s', async (_what, reach, realm) => {
    const { get, log } = await start(demand(realm), PASSWORD, { reach });
    await expect(get()).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
    expect(log()).toHaveLength(1);
  });

  it('may be on this machine if the registry is', async () => {
    const auth = { bearer: { service: 'x', account: ACCOUNT } };
    const served = await serveStore(() => createMemoryStore(), { auth });
    const transport = createTransport({ userAgent: 'test' });
    closing.push(
      () => transport.close(),
      () => served.close(),
    );
    const client = createRegistryClient(served.host, {
      transport,
      credentials: () => Promise.resolve(PASSWORD),
      now: () => 0,
    });
    const response = await client.request({ method: 'GET', target: '/v2/acme/api/tags/list', scopes: PULL });
    expect((await readAll(response.body)).toString()).toContain('acme/api');
  });
});

type Found = Credential | undefined | (() => Promise<Credential>);

async function start(
  options: ServeOptions,
  credential: Found,
  { reach = 'public', clock = { now: 0 } }: { reach?: Disguise['reach']; clock?: { now: number } } = {},
) {
  const served = await serveStore(() => createMemoryStore(), options);
  const real = createTransport({ userAgent: 'test' });
  closing.push(
    () => real.close(),
    () => served.close(),
  );
  const transport = disguise(real, {
    'https://registry.test': { url: served.url, reach },
    'https://other.test': { url: served.url, reach },
    'https://token.test': { url: served.urlOf('token'), reach },
  });
  const client = createRegistryClient('registry.test', {
    transport,
    credentials: typeof credential === 'function' ? credential : () => Promise.resolve(credential),
    now: () => clock.now,
  });
  const get = async (scopes: readonly string[] = PULL): Promise<number> => {
    const response = await client.request({ method: 'GET', target: '/v2/acme/api/tags/list', scopes });
    await discard(response);
    return response.status;
  };
  const log = (): string[] =>
    served.requests.map(
      ({ server, method, path, query, authorization }) =>
        `${server} ${method} ${path}${query} ${authorization}`,
    );
  return { client, served, get, log };
}

function fail(): never {
  throw new Error('it did not fail');
}
