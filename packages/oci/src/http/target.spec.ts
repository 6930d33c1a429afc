import { resolveTarget } from './target.js';

const HTTPS = new URL('https://registry.test/v2/acme/api/blobs/uploads/');
const HTTP = new URL('http://localhost:5000/v2/');

describe('resolveTarget', () => {
  it.each<[string, URL, string, string]>([
    ['a path', HTTPS, '/v2/x?a=%20b+c', 'https://registry.test/v2/x?a=%20b+c'],
    ['a relative path', HTTPS, 'id?x', 'https://registry.test/v2/acme/api/blobs/uploads/id?x'],
    ['another host', HTTPS, 'https://storage.test/x', 'https://storage.test/x'],
    ['a host alone', HTTPS, '//storage.test/x', 'https://storage.test/x'],
    ['plain HTTP from plain HTTP', HTTP, 'http://127.0.0.1:1/x', 'http://127.0.0.1:1/x'],
    ['encryption from plain HTTP', HTTP, 'https://a.test/x', 'https://a.test/x'],
    ['user info and a fragment, without them', HTTPS, 'https://me:secret@a.test/x#y', 'https://a.test/x'],
  ])('takes %s', (_title, from, location, expected) => {
    expect(resolveTarget(location, from, 'Testing').href).toBe(expected);
  });

  it.each([
    'http://registry.test/x',
    'http://127.0.0.1/x?sig=secret',
    'file:///etc/passwd',
    'ftp://a.test/x',
  ])('refuses %s from https, and keeps its query out of the message', (location) => {
    expect(() => resolveTarget(location, HTTPS, 'Testing')).toThrow(
      expect.objectContaining({
        code: 'REGISTRY_UNSAFE',
        message: expect.not.stringContaining('secret') as unknown,
      }) as Error,
    );
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://auth.test/token'])(
    'refuses %s from plain HTTP on this machine too',
    (location) => {
      expect(() => resolveTarget(location, HTTP, 'Testing')).toThrow(
        expect.objectContaining({ code: 'REGISTRY_UNSAFE' }) as Error,
      );
    },
  );

  it('leads to another host in plain where the user let a registry be plain', () => {
    const from = new URL('http://registry.corp.test/v2/');
    expect(resolveTarget('http://auth.corp.test/token', from, 'Testing').host).toBe('auth.corp.test');
  });

  it.each([undefined, 'https://', 'http://[broken'])('cannot go to %s', (location) => {
    expect(() => resolveTarget(location, HTTPS, 'Testing')).toThrow(
      expect.objectContaining({
        code: 'REGISTRY_FAILED',
        message: expect.stringMatching(/^Testing: registry\.test/) as unknown,
      }) as Error,
    );
  });
});
