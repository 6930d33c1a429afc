import { MAX_MESSAGE_BYTES } from './body.js';
import { responseFailure } from './failure.js';
import type { HttpResponse } from './message.js';

describe('responseFailure', () => {
  it.each<[string, number, unknown, string, string]>([
    [
      'the registry’s own code and message',
      403,
      { errors: [{ code: 'DENIED', message: 'write_package' }] },
      'REGISTRY_DENIED',
      'Pushing: 403 DENIED (write_package)',
    ],
    [
      'all of its errors',
      400,
      { errors: [{ code: 'MANIFEST_INVALID', message: 'a' }, { code: 'SIZE_INVALID' }, { message: 'b' }] },
      'REGISTRY_FAILED',
      'Pushing: 400 MANIFEST_INVALID (a); SIZE_INVALID; b',
    ],
    ['a bare text', 401, { details: 'wrong password' }, 'REGISTRY_DENIED', 'Pushing: 401 wrong password'],
    ['an OAuth2 error', 400, { error: 'invalid_grant' }, 'REGISTRY_FAILED', 'Pushing: 400 invalid_grant'],
    ['the status alone', 502, '<html>', 'REGISTRY_FAILED', 'Pushing: 502 Bad Gateway'],
    [
      'errors of no shape',
      500,
      { errors: [null, 3, {}] },
      'REGISTRY_FAILED',
      'Pushing: 500 Internal Server Error',
    ],
    ['JSON that is no object', 500, null, 'REGISTRY_FAILED', 'Pushing: 500 Internal Server Error'],
    ['a status that nobody knows', 599, '', 'REGISTRY_FAILED', 'Pushing: 599'],
  ])('keeps %s', async (_title, status, body, code, message) => {
    expect(await responseFailure('Pushing', 'ghcr.io', answer(status, body))).toMatchObject({
      code,
      message,
    });
  });

  it.each<[number, string, unknown, string]>([
    [401, 'ghcr.io', '', 'Log in: docker login ghcr.io'],
    [401, 'docker.io', '', 'Log in: docker login'],
    [403, 'ghcr.io', '', 'Log in as somebody who may do this: docker login ghcr.io'],
    [
      404,
      'x.test',
      { errors: [{ code: 'NAME_UNKNOWN' }] },
      'Create the repository in the registry first, or check its name.',
    ],
    [
      429,
      'docker.io',
      '',
      'A quota is used up. Log in (docker login), use a mirror, pin the image to what is there already, or wait.',
    ],
    [503, 'x.test', '', 'The registry is in trouble: look at its own log, or try again later.'],
  ])('says what to do about %i of %s', async (status, registry, body, hint) => {
    expect((await responseFailure('Pushing', registry, answer(status, body))).hint).toBe(hint);
  });

  it('says of credentials that they were refused', async () => {
    expect((await responseFailure('Pushing', 'ghcr.io', answer(401, ''), true)).hint).toBe(
      'The credentials that Docker has for ghcr.io were refused. Log in again: docker login ghcr.io',
    );
  });

  it('says how long a quota lasts', async () => {
    const failure = await responseFailure('Pulling', 'docker.io', answer(429, '', { 'retry-after': '60' }));
    expect(failure.message).toBe('Pulling: 429 Too Many Requests, retry after 60');
  });

  it('redacts the queries of URLs that a registry quotes (containerd 64cc8cdec)', async () => {
    const told = {
      errors: [{ code: 'UNKNOWN', message: 'PUT https://me:pw@s3.test/x?X-Amz-Signature=secret failed' }],
    };
    const { message } = await responseFailure('Pushing', 'x.test', answer(500, told));
    expect(message).toBe('Pushing: 500 UNKNOWN (PUT https://s3.test/x?… failed)');
  });

  it('lets no control character through to a terminal', async () => {
    const told = { errors: [{ code: 'A\u001b[2J', message: 'x\r\ny\u202e' }] };
    const { message } = await responseFailure('Pushing', 'x.test', answer(500, told));
    expect(message).toBe('Pushing: 500 A [2J (x y )');
  });

  it('reads no more than 64 KiB of an error (GHSA-f36w-mj3v-6jqv)', async () => {
    let sent = 0;
    async function* endless() {
      for (;;) yield Buffer.alloc((sent += 1024) && 1024, 0x20);
    }
    const failure = await responseFailure('Pushing', 'x.test', { ...answer(500, ''), body: endless() });
    expect(failure.message).toBe('Pushing: 500 Internal Server Error');
    expect(sent).toBe(MAX_MESSAGE_BYTES);
  });

  it('knows the status even if the body breaks off', async () => {
    async function* broken() {
      yield Buffer.from('{"errors":');
      throw new Error('socket hang up');
    }
    const failure = await responseFailure('Pushing', 'x.test', { ...answer(503, ''), body: broken() });
    expect(failure.message).toBe('Pushing: 503 Service Unavailable');
  });
});

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: pieces(text), peer: 'public' };
}

async function* pieces(text: string) {
  yield Buffer.from(text);
}
