import { redact, redactUrl } from './redact.js';

describe('redact', () => {
  it.each<[string, string, string]>([
    [
      'a signed URL',
      'GET https://s3.aws/b/o?X-Amz-Signature=secret failed',
      'GET https://s3.aws/b/o?… failed',
    ],
    ['user and password', 'https://user:secret@ghcr.io/v2/', 'https://ghcr.io/v2/'],
    ['a password with @ in it', 'https://user:se@cret@ghcr.io/v2/', 'https://ghcr.io/v2/'],
    [
      'a token as user',
      'cloning https://secret@github.com/acme/api.git',
      'cloning https://github.com/acme/api.git',
    ],
    ['a fragment', 'https://h/p#access_token=secret', 'https://h/p'],
    ['a fragment of a repository', 'https://h/p.git#access_token=secret', 'https://h/p.git'],
    ['a token behind git@', 'https://git@secret@h/p', 'https://h/p'],
    ['a query and a fragment', 'https://h/p?a=secret#secret', 'https://h/p?…'],
    ['a scheme in capitals', 'HTTPS://user:secret@h/p?secret', 'HTTPS://h/p?…'],
    ['other schemes', 'tcp://user:secret@h:1 and git+ssh://secret@h/x', 'tcp://h:1 and git+ssh://h/x'],
    ['a URL in quotes', 'Location: "https://h/p?secret", next', 'Location: "https://h/p?…", next'],
    ['a query with quotes in it', 'https://h/p?a="b"&sig=secret end', 'https://h/p?… end'],
    ['two URLs', 'https://a/?secret -> http://b/?secret', 'https://a/?… -> http://b/?…'],
    ['a query right behind the host', 'https://h?secret', 'https://h?…'],
  ])('cuts the secret out of %s', (_what, text, redacted) => {
    expect(redact(text)).toBe(redacted);
    expect(redact(redacted)).toBe(redacted);
  });

  it.each([
    'no URL at all?',
    'localhost:5000/acme/api:1.0',
    'https://ghcr.io/v2/acme/api',
    'mail me@example.com',
    '1 ? 2 : 3',
    'https://h/p.git#v1.0:sub/folder',
    'ssh://git@h:22/p.git',
    `base=docker-image://alpine:3@sha256:${'a'.repeat(64)}`,
  ])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes a URL as a value, too', () => {
    expect(redactUrl(new URL('https://user:secret@h/p?secret'))).toBe('https://h/p?…');
  });

  it('is quick, whatever the text', () => {
    const start = performance.now();
    const [many, long] = ['@'.repeat(80_000), 'a'.repeat(80_000)];
    for (const text of [
      'a.'.repeat(40_000),
      'a://'.repeat(20_000),
      `https://${many}`,
      `https://git@${long}@`,
    ])
      redact(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
