import type { CredentialSource } from '@nx-docker-multiarch/oci/http';
import { openServed, type OpenServed, type ServeOptions } from '@nx-docker-multiarch/oci/testing';
import { OciError } from '@nx-docker-multiarch/oci/errors';
import { checkRegistry } from './check-registry.js';

const ACCOUNT = { username: 'me', password: 'tops3cret' };
const BEARER: ServeOptions = {
  auth: {
    bearer: { service: 'test', account: ACCOUNT, grant: (_user, _repository, action) => action === 'pull' },
  },
};
const FILE: CredentialSource = { file: '/me/config.json', setting: 'auths', helper: undefined };
const HELPER: CredentialSource = { file: '/me/config.json', setting: 'credsStore', helper: 'desktop' };

let served: OpenServed | undefined;
afterEach(() => served?.close());

async function check(
  serving: ServeOptions,
  password: string | undefined,
  source: CredentialSource | undefined | Error,
): Promise<readonly string[]> {
  served = await openServed(
    serving,
    password === undefined ? undefined : { kind: 'password', username: 'me', password },
  );
  const { host } = served.served;
  const checks = await checkRegistry(
    { registry: host, repository: 'acme/api' },
    {
      registries: served.registries,
      findSource: () => (source instanceof Error ? Promise.reject(source) : Promise.resolve(source)),
      write: true,
      signal: new AbortController().signal,
    },
  );
  const texts = checks.map(({ name, state, found, fix }) =>
    [name, state, found, ...(fix === undefined ? [] : ['→', fix])].join(' '),
  );
  expect(texts.join('\n')).not.toContain('tops3cret');
  return texts.map((text) => text.replaceAll(host, 'HOST'));
}

describe('checkRegistry', () => {
  it.each<[string, ServeOptions, string | undefined, CredentialSource | undefined, string]>([
    ['a registry for everybody', {}, undefined, undefined, 'log-in ok not needed'],
    [
      'a file that holds the credential',
      { auth: { basic: ACCOUNT } },
      'tops3cret',
      FILE,
      'log-in ok accepted: auths in /me/config.json',
    ],
    [
      'a helper that has it',
      BEARER,
      'tops3cret',
      HELPER,
      'log-in ok accepted: credsStore in /me/config.json, which asks docker-credential-desktop',
    ],
    [
      'nobody, where tokens are given to anybody',
      BEARER,
      undefined,
      undefined,
      'log-in missing there are no credentials for it → Log in: docker login HOST',
    ],
    [
      'nobody, where none are',
      { auth: { basic: ACCOUNT } },
      undefined,
      undefined,
      'log-in missing Asking HOST: 401 UNAUTHORIZED (authentication required) → Log in: docker login HOST',
    ],
    [
      'a wrong password',
      BEARER,
      'wrong',
      FILE,
      'log-in missing Authorizing at HOST for repository:acme/api:pull,push: 401 UNAUTHORIZED (incorrect username or password) → The credentials that Docker has for HOST were refused. Log in again: docker login HOST',
    ],
  ])('of %s', async (_title, serving, password, source, expected) => {
    await expect(check(serving, password, source)).resolves.toContain(expected);
  });

  it('says what is not allowed, and why that matters', async () => {
    await expect(check(BEARER, 'tops3cret', FILE)).resolves.toContainEqual(
      expect.stringMatching(/^push missing no \(nothing can be pushed\): Pushing to HOST\/acme\/api: 401 /),
    );
  });

  it('says where a credential that was refused comes from', async () => {
    await expect(check(BEARER, 'wrong', FILE)).resolves.toContain(
      'credentials note auths in /me/config.json',
    );
  });

  it('says that a credential can not be read', async () => {
    const failure = new OciError('CREDENTIALS_INVALID', 'Reading credentials: no', { hint: 'Mend it.' });
    await expect(check({}, undefined, failure)).resolves.toEqual([
      'credentials missing Reading credentials: no → Mend it.',
    ]);
  });

  it('says that nothing answers', async () => {
    const refuse: ServeOptions = { onRequest: () => 'reset' };
    await expect(check(refuse, undefined, undefined)).resolves.toEqual([
      expect.stringMatching(/^answer missing Reaching HOST: /),
      'credentials note none',
    ]);
  });
});
