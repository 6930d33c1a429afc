import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunHelper } from './credential-helper.js';
import { createCredentials, findCredentialSource } from './credentials.js';

const NONE: RunHelper = () => Promise.reject(new Error('no helper is to be run'));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('createCredentials', () => {
  const me = { auth: base64('me:pa:ss') };

  it.each<[string, unknown, unknown]>([
    ['auth', me, { kind: 'password', username: 'me', password: 'pa:ss' }],
    [
      'auth padded with NUL',
      { auth: base64('me:x\0\0') },
      { kind: 'password', username: 'me', password: 'x' },
    ],
    [
      'user and password',
      { username: 'u', password: 'p' },
      { kind: 'password', username: 'u', password: 'p' },
    ],
    ['an identity token before all', { ...me, identitytoken: 'T' }, { kind: 'identity-token', token: 'T' }],
    ['a registry token', { registrytoken: 'R' }, { kind: 'registry-token', token: 'R' }],
    ['an empty entry, as helpers leave it', {}, undefined],
  ])('reads %s', async (_what, entry, credential) => {
    await config({ auths: { 'ghcr.io': entry } });
    await expect(find('ghcr.io')).resolves.toEqual(credential);
  });

  it.each(['https://ghcr.io', 'http://ghcr.io/', 'ghcr.io/', 'https://ghcr.io/v1/', 'https://ghcr.io/v2/'])(
    'knows ghcr.io by the key %s',
    async (key) => {
      await config({ auths: { [key]: me } });
      await expect(find('ghcr.io')).resolves.toMatchObject({ username: 'me' });
    },
  );

  it.each(['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io'])(
    'knows Docker Hub by the key %s',
    async (key) => {
      await config({ auths: { [key]: me } });
      await expect(find('docker.io')).resolves.toMatchObject({ username: 'me' });
    },
  );

  it.each([
    'evil-ghcr.io',
    'ghcr.io.evil.test',
    'ghcr.io:443',
    'cr.io',
    'GHCR.io',
    'ghcr.io/acme',
    'https://evil.test/ghcr.io',
    'https://ghcr.io@evil.test',
    '__proto__',
  ])('gives the credentials of %s to nobody else (sigstore-js#1718)', async (key) => {
    await config({ auths: { [key]: me }, credHelpers: { [key]: 'x' } });
    await expect(find('ghcr.io')).resolves.toBeUndefined();
  });

  it('has none without a file', async () => {
    await expect(
      find('ghcr.io', { REGISTRY_AUTH_FILE: join(home, 'none'), DOCKER_CONFIG: '' }),
    ).resolves.toBeUndefined();
  });

  it('takes the first file that knows the registry', async () => {
    await config({ auths: { 'a.test': named('docker'), 'b.test': named('docker'), 'c.test': {} } });
    await config({ auths: { 'a.test': named('explicit') } }, 'explicit.json');
    await config(
      { auths: { 'b.test': named('podman'), 'c.test': named('podman') } },
      'run/containers/auth.json',
    );
    const env = { REGISTRY_AUTH_FILE: join(home, 'explicit.json'), XDG_RUNTIME_DIR: join(home, 'run') };
    const found = await Promise.all(['a.test', 'b.test', 'c.test'].map((registry) => find(registry, env)));
    expect(found).toMatchObject([{ username: 'explicit' }, { username: 'docker' }, { username: 'podman' }]);
  });

  it('reads $DOCKER_CONFIG in place of the home’s', async () => {
    await config({ auths: { 'a.test': me, 'b.test': me } });
    await config({ auths: { 'a.test': named('other') } }, 'other/config.json');
    const env = { DOCKER_CONFIG: join(home, 'other') };
    await expect(find('a.test', env)).resolves.toMatchObject({ username: 'other' });
    await expect(find('b.test', env)).resolves.toBeUndefined();
  });

  it('looks each registry up once', async () => {
    await config({ credsStore: 'desktop' });
    let runs = 0;
    const credentials = createCredentials({
      env: {},
      homeDirectory: home,
      runHelper: async () => {
        runs++;
        return { stdout: answer('me', 'x'), exitCode: 0 };
      },
    });
    await Promise.all([credentials('a.test'), credentials('a.test'), credentials('b.test')]);
    await credentials('a.test');
    expect(runs).toBe(2);
  });

  describe('helpers', () => {
    it.each<[string, unknown, string, [string, string]]>([
      ['the store', { credsStore: 'desktop' }, 'ghcr.io', ['docker-credential-desktop', 'ghcr.io']],
      [
        'the helper of the registry before the store',
        { credsStore: 'desktop', credHelpers: { 'ghcr.io': 'gh' } },
        'ghcr.io',
        ['docker-credential-gh', 'ghcr.io'],
      ],
      [
        'about Docker Hub by its old name',
        { credHelpers: { 'docker.io': 'hub' } },
        'docker.io',
        ['docker-credential-hub', 'https://index.docker.io/v1/'],
      ],
    ])('asks %s', async (_whom, json, registry, expected) => {
      await config(json);
      const asked: unknown[] = [];
      const credential = await find(registry, {}, async (...call) => {
        asked.push(call);
        return { stdout: answer('me', 'x'), exitCode: 0 };
      });
      expect(asked).toEqual([expected]);
      expect(credential).toEqual({ kind: 'password', username: 'me', password: 'x' });
    });

    it('takes the secret of <token> for an identity token', async () => {
      await config({ credsStore: 'x' });
      const credential = await find('ghcr.io', {}, says(0, answer('<token>', 'T')));
      expect(credential).toEqual({ kind: 'identity-token', token: 'T' });
    });

    it.each([
      ['finds nothing', says(1, 'credentials not found in native keychain\n')],
      ['has an empty secret', says(0, answer('', ''))],
    ])('is followed by what the file holds itself if it %s', async (_what, runHelper) => {
      await config({ credsStore: 'x', auths: { 'ghcr.io': me } });
      await expect(find('ghcr.io', {}, runHelper)).resolves.toMatchObject({ username: 'me' });
      await expect(find('other.test', {}, runHelper)).resolves.toBeUndefined();
    });

    it.each<[string, string, RunHelper]>([
      ['is not there', 'x', () => Promise.reject(new Error('ENOENT'))],
      ['fails', 'x', says(1, 's3cret: gpg failed')],
      ['answers no JSON', 'x', says(0, 's3cret')],
      ['answers no credential', 'x', says(0, '{"Secret":"s3cret"}')],
      ['has a path for a name', '../../tmp/s3cret', says(0, answer('me', 'x'))],
    ])('CREDENTIALS_INVALID if it %s, without what it said', async (_what, credsStore, runHelper) => {
      await config({ credsStore });
      const error: Error = await find('ghcr.io', {}, runHelper).then(fail, (reason: Error) => reason);
      expect(error).toMatchObject({ code: 'CREDENTIALS_INVALID' });
      expect(error.message).toContain(join(home, '.docker', 'config.json'));
      expect(error.message.replace(credsStore, '')).not.toContain('s3cret');
    });
  });

  it.each<[string, unknown, string, object | undefined]>([
    ['auths', { auths: { 'ghcr.io': me } }, 'ghcr.io', { setting: 'auths', helper: undefined }],
    [
      'a helper',
      { credsStore: 'desktop', credHelpers: { 'ghcr.io': 'gh' } },
      'ghcr.io',
      { setting: 'credHelpers', helper: 'gh' },
    ],
    ['the store', { credsStore: 'desktop' }, 'ghcr.io', { setting: 'credsStore', helper: 'desktop' }],
    ['nothing', { auths: { 'ghcr.io': me } }, 'quay.io', undefined],
  ])('says that %s gives the credential, and nothing of it', async (_what, json, registry, expected) => {
    await config(json);
    const runHelper = says(0, answer('me', 's3cret'));
    const source = await findCredentialSource(registry, { env: {}, homeDirectory: home, runHelper });
    expect(source).toEqual(expected && { file: join(home, '.docker', 'config.json'), ...expected });
  });

  it.each<[string, string]>([
    ['no JSON', '{ "auths": s3cret'],
    ['no object', '"s3cret"'],
    ['an entry that is none', '{ "auths": { "ghcr.io": "s3cret" } }'],
    ['an auth that is not base64 of user:password', '{ "auths": { "ghcr.io": { "auth": "s3cret" } } }'],
    ['an auth without a user', JSON.stringify({ auths: { 'ghcr.io': { auth: base64(':s3cret') } } })],
    ['a helper that is no text', '{ "credsStore": ["s3cret"] }'],
  ])('CREDENTIALS_INVALID for %s, naming the file and nothing in it', async (_what, text) => {
    await config(text);
    const error: Error = await find('ghcr.io').then(fail, (reason: Error) => reason);
    expect(error).toMatchObject({
      code: 'CREDENTIALS_INVALID',
      hint: expect.stringContaining('docker login') as unknown,
    });
    expect(error.message).toContain(join(home, '.docker', 'config.json'));
    expect(JSON.stringify([error.message, String(error.cause)])).not.toContain('s3cret');
  });

  it('does not care for a broken entry of another registry', async () => {
    await config({ auths: { 'broken.test': { auth: '?' }, 'ghcr.io': me } });
    await expect(find('ghcr.io')).resolves.toMatchObject({ username: 'me' });
  });
});

function find(registry: string, env: Record<string, string> = {}, runHelper = NONE) {
  return createCredentials({ env, homeDirectory: home, runHelper })(registry);
}

async function config(content: unknown, name = '.docker/config.json'): Promise<void> {
  const file = join(home, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function named(username: string) {
  return { auth: base64(`${username}:x`) };
}

function says(exitCode: number, stdout: string): RunHelper {
  return () => Promise.resolve({ stdout, exitCode });
}

function answer(username: string, secret: string): string {
  return JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function fail(): never {
  throw new Error('it did not fail');
}
