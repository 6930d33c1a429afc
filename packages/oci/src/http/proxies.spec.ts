import { findProxy, readProxies } from './proxies.js';

describe('readProxies', () => {
  it.each<[string, Record<string, string>, object]>([
    ['nothing', {}, {}],
    [
      'both, and what is excepted',
      { HTTP_PROXY: 'http://a.test', HTTPS_PROXY: 'http://b.test', NO_PROXY: 'c.test' },
      { http: 'http://a.test', https: 'http://b.test', except: 'c.test' },
    ],
    [
      'lower case first',
      { HTTPS_PROXY: 'http://a.test', https_proxy: 'http://b.test' },
      { https: 'http://b.test' },
    ],
    ['an empty value as none', { HTTPS_PROXY: '' }, {}],
  ])('reads %s', (_title, env, expected) => {
    expect(readProxies(env)).toEqual({ http: undefined, https: undefined, except: undefined, ...expected });
  });
});

describe('findProxy', () => {
  const proxies = { http: 'http://plain.test:3128', https: 'secure.test:3128' };

  it.each([
    ['https://registry.test', 'http://secure.test:3128/'],
    ['http://registry.test', 'http://plain.test:3128/'],
    ['http://localhost:5000', undefined],
    ['https://127.0.0.1:5000', undefined],
    ['https://[::1]', undefined],
  ])('of %s is %s', (url, expected) => {
    expect(findProxy(new URL(url), proxies)?.href).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['registry.test', 'https://registry.test', true],
    ['registry.test', 'https://eu.registry.test', true],
    ['.registry.test', 'https://eu.registry.test', true],
    ['*.registry.test', 'https://eu.registry.test', true],
    ['registry.test', 'https://myregistry.test', false],
    ['REGISTRY.test', 'https://registry.test', true],
    ['a.test, registry.test', 'https://registry.test', true],
    ['a.test registry.test', 'https://registry.test', true],
    ['registry.test:443', 'https://registry.test', true],
    ['registry.test:5000', 'https://registry.test', false],
    ['registry.test:80', 'http://registry.test', true],
    ['*', 'https://registry.test', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.1.2.3', 'https://10.1.2.3:5000', true],
    ['10.1.2.3:5000', 'https://10.1.2.3:5001', false],
    ['10.0.0.0/x', 'https://10.0.0.0', false],
    ['[fd00::1]:5000', 'https://[fd00::1]:5000', true],
    ['fd00::/8', 'https://[fd00::1]', true],
    ['fd00::/8', 'https://10.0.0.1', false],
    ['', 'https://registry.test', false],
  ])('is none for what %j excepts: %s (%s)', (except, url, isExcepted) => {
    expect(findProxy(new URL(url), { ...proxies, except }) === undefined).toBe(isExcepted);
  });

  it.each(['socks5://me:s3cret@x.test', 'http://me:s3cret@', 'ftp://x.test'])(
    'REGISTRY_UNREACHABLE for a proxy like %s, of which nothing is shown',
    (https) => {
      let failure: unknown;
      try {
        findProxy(new URL('https://registry.test'), { https });
      } catch (error) {
        failure = error;
      }
      expect(failure).toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
      expect(String(failure)).not.toContain('s3cret');
    },
  );
});
