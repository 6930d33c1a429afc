import { digestOf, OCI_INDEX } from '../../model/index.js';
import {
  openServed,
  sampleImage,
  sampleIndex,
  type OpenServed,
  type Quirks,
  type ServeOptions,
} from '../../testing/index.js';
import type { Credential } from '../../http/index.js';
import type { Examination } from './examine.js';

const { signal } = new AbortController();
const ME: Credential = { kind: 'password', username: 'me', password: 'tops3cret' };

const EMPTY_INDEX = digestOf(Buffer.from(`{"manifests":[],"mediaType":"${OCI_INDEX}","schemaVersion":2}`));

let served: OpenServed | undefined;
afterEach(() => served?.close());

async function serve(
  content: 'nothing' | 'image' | 'index',
  serving: ServeOptions = {},
  credential?: Credential,
): Promise<OpenServed> {
  const opened = await openServed(serving, credential);
  served = opened;
  if (content === 'nothing') return opened;
  const image = await sampleImage(opened.memory(), { platform: 'linux/amd64' });
  if (content === 'index') await sampleIndex(opened.memory(), [image], 'v1');
  else await opened.memory().writeManifest(await opened.memory().readManifest(image.manifest.digest), 'v1');
  return opened;
}

const examine = (opened: OpenServed, write = false): Promise<Examination> =>
  opened.registries.examine({ registry: opened.served.host, repository: 'acme/api' }, { write, signal });

/** The answers alone, in one line. */
async function answers(opened: OpenServed, write: boolean): Promise<string> {
  const { abilities } = await examine(opened, write);
  const all = Object.entries(abilities ?? {}).map(([name, { answer }]) => [name, answer] as const);
  return (['yes', 'no', 'untried'] as const)
    .map((answer) => [answer, ...all.filter((each) => each[1] === answer).map(([name]) => name)])
    .filter(({ length }) => length > 1)
    .map(([answer, ...names]) => `${answer}: ${names.sort().join(' ')}`)
    .join('; ');
}

/** As a registry with the referrers API answers. */
const withReferrers: ServeOptions = {
  onRequest: ({ path }) =>
    path.includes('/referrers/')
      ? { status: 200, headers: { 'content-type': OCI_INDEX }, body: '{"manifests":[]}' }
      : undefined,
};

describe('examine', () => {
  it.each<[string, 'nothing' | 'image' | 'index', ServeOptions, string]>([
    ['of an empty repository', 'nothing', {}, 'yes: pull; untried: deletion index mount push referrers'],
    ['of one with an image', 'image', {}, 'yes: pull; no: referrers; untried: deletion index mount push'],
    ['of one with an index', 'index', {}, 'yes: index pull; no: referrers; untried: deletion mount push'],
    [
      'with the referrers API',
      'index',
      withReferrers,
      'yes: index pull referrers; untried: deletion mount push',
    ],
  ])('reads only: %s', async (_title, content, serving, expected) => {
    const opened = await serve(content, serving);
    await expect(answers(opened, false)).resolves.toBe(expected);
    expect(opened.served.requests.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
  });

  it.each<[string, 'nothing' | 'image' | 'index', Quirks, string]>([
    ['an index', 'index', {}, 'yes: deletion index mount pull push; no: referrers'],
    ['an image', 'image', {}, 'yes: deletion index mount pull push; no: referrers'],
    ['nothing', 'nothing', {}, 'yes: deletion index pull push; untried: mount referrers'],
    ['no mount', 'image', { noMount: true }, 'yes: deletion index pull push; no: mount referrers'],
    [
      'no deletion',
      'image',
      { noDelete: true },
      'yes: mount pull push; no: deletion referrers; untried: index',
    ],
  ])(
    'tries to write, and leaves nothing behind, where there is %s',
    async (_title, content, quirks, expected) => {
      const opened = await serve(content, { quirks });
      await expect(answers(opened, true)).resolves.toBe(expected);
      await expect(opened.memory().resolve(EMPTY_INDEX)).resolves.toBeUndefined();
      expect(opened.memory().tags().size).toBe(content === 'nothing' ? 0 : 1);
      expect(opened.served.openUploads()).toBe(0);
    },
  );

  /** Answers the requests that match, but for the first ones of them. */
  const failing = (status: number, request: RegExp, first = 0): ServeOptions => {
    let count = 0;
    return {
      onRequest: ({ method, path }) =>
        request.test(`${method} ${path}`) && count++ >= first ? { status } : undefined,
    };
  };

  it.each([
    [
      'is refused',
      403,
      /^Deleting \S+: 403 \S.*; the empty index that was written to try it may still be there$/,
    ],
    [
      'finds nothing',
      404,
      /^sha256:\w+ was written, and is not there to be deleted; the empty index .* be there$/,
    ],
  ])('knows of an index, and what may be left of it, if its deletion %s', async (_title, status, remark) => {
    const opened = await serve('image', failing(status, /^DELETE .*\/manifests\//, 1));
    const { abilities } = await examine(opened, true);
    expect(abilities?.index).toEqual({ answer: 'yes', remark: '' });
    expect(abilities?.deletion).toEqual({ answer: 'no', remark: expect.stringMatching(remark) });
    await expect(opened.memory().resolve(EMPTY_INDEX)).resolves.toBeDefined();
  });

  it('deletes an index of which it is not known whether it was written', async () => {
    const opened = await serve('image', failing(503, /^PUT .*\/manifests\//));
    await expect(answers(opened, true)).resolves.toBe(
      'yes: deletion mount pull push; no: referrers; untried: index',
    );
    expect(
      opened.served.requests.filter(({ method, path }) => method === 'DELETE' && /manifests/.test(path)),
    ).toHaveLength(2);
  });

  it('can push where it may not read what it would mount', async () => {
    const opened = await serve('index', failing(403, /^GET .*\/manifests\/sha256:/));
    const { abilities } = await examine(opened, true);
    expect(abilities?.push.answer).toBe('yes');
    expect(abilities?.mount).toEqual({
      answer: 'untried',
      remark: expect.stringMatching(/^Reading \S+: 403/),
    });
  });

  it.each([429, 503])('does not take a %d for an answer to everybody', async (status) => {
    const opened = await serve('nothing', failing(status, /^GET \/v2\/$/, 2));
    await expect(examine(opened)).resolves.toMatchObject({ isOpen: false });
  });

  const grant = (_user: string | undefined, _repository: string, action: string): boolean =>
    action === 'pull';
  const bearer = { service: 'test', account: { username: 'me', password: 'tops3cret' } };

  it('says that it is not allowed to push, and why', async () => {
    const opened = await serve('index', { auth: { bearer: { ...bearer, grant } } }, ME);
    const { abilities } = await examine(opened, true);
    expect(abilities?.pull.answer).toBe('yes');
    expect(abilities?.push).toEqual({
      answer: 'no',
      remark: expect.stringMatching(/^Pushing to \S+\/acme\/api: 401 UNAUTHORIZED/),
    });
    expect(abilities?.deletion.answer).toBe('untried');
  });

  it.each<[string, ServeOptions, Credential | undefined, boolean]>([
    ['one that asks nobody', {}, undefined, true],
    ['one that takes a password', { auth: { basic: { username: 'me', password: 'tops3cret' } } }, ME, false],
    ['one that gives tokens to anybody', { auth: { bearer: { ...bearer, grant } } }, undefined, false],
  ])('knows %s', async (_title, serving, credential, isOpen) => {
    const opened = await serve('nothing', serving, credential);
    await expect(examine(opened)).resolves.toMatchObject({ isOpen, origin: opened.served.url });
  });

  it.each<[string, Credential | undefined]>([
    ['without a credential', undefined],
    ['with a wrong one', { kind: 'password', username: 'me', password: 'wrong' }],
  ])('is refused %s', async (_title, credential) => {
    const basic = { username: 'me', password: 'tops3cret' };
    const opened = await serve('nothing', { auth: { basic } }, credential);
    await expect(examine(opened)).rejects.toMatchObject({
      code: 'REGISTRY_DENIED',
      hint: `Log in: docker login ${opened.served.host}`,
    });
  });

  it('asks a registry alone', async () => {
    const opened = await serve('nothing', { auth: { bearer } }, ME);
    const registry = opened.served.host;
    await expect(opened.registries.examine({ registry }, { write: true, signal })).resolves.toEqual({
      origin: opened.served.url,
      isOpen: false,
      abilities: undefined,
    });
  });

  it('says that nobody answers', async () => {
    const opened = await serve('nothing');
    await opened.served.close();
    await expect(examine(opened)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    served = undefined;
  });
});
