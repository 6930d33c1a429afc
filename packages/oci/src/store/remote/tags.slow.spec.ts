import { Readable } from 'node:stream';
import { createPatience, type RegistryClient } from '../../http/index.js';
import { OCI_MANIFEST, describeDocument } from '../../model/index.js';
import {
  openServed,
  WITHOUT_WAITING,
  type FaultAnswer,
  type OpenServed,
  type ServeOptions,
} from '../../testing/index.js';
import { openRepository } from './repository.js';
import { listTags } from './tags.js';

const closing: (() => Promise<unknown>)[] = [];
const TAGS = ['1', '2', '3', '4', '5'];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('listTags', () => {
  it.each<[string, ServeOptions, number]>([
    ['one page', {}, 1],
    ['several pages', { quirks: { maxTagsPerPage: 2 } }, 3],
    ['pages by relative links', { quirks: { maxTagsPerPage: 1, relativeLocations: true } }, 5],
  ])('gives all tags of %s, in as many requests', async (_title, serving, pages) => {
    const { served, store } = await start(serving);
    expect(await collect(store.listTags())).toEqual(TAGS);
    const lists = served.requests.filter(({ path }) => path === '/v2/acme/api/tags/list');
    expect(lists.map(({ method }) => method)).toEqual(Array(pages).fill('GET'));
    expect(lists[0]?.query).toBe('?n=1000');
  });

  it('asks for no page that nobody wants', async () => {
    const { log, store } = await start({ quirks: { maxTagsPerPage: 2 } });
    for await (const tag of store.listTags()) if (tag === '2') break;
    expect(log()).toEqual(['GET /v2/acme/api/tags/list']);
  });

  it('goes nowhere else for a page, least of all with credentials', async () => {
    const account = { username: 'me', password: 'x' };
    const { served, store } = await start(
      { quirks: { maxTagsPerPage: 2, foreignPages: true }, auth: { bearer: { service: 'x', account } } },
      account,
    );
    await expect(collect(store.listTags())).rejects.toMatchObject({
      code: 'REGISTRY_UNSAFE',
      message: `Listing the tags of ${store.name}: ${served.host} says that the list goes on at ${served.urlOf('storage')}`,
      hint: expect.stringMatching(/proxy/) as unknown,
    });
    expect(served.requests.filter(({ server }) => server === 'storage')).toEqual([]);
  });

  it.each<[string, FaultAnswer, readonly string[]]>([
    ['there is no such repository', { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }, []],
    ['the list is null', { status: 200, body: '{"name":"acme/api","tags":null}' }, []],
    [
      'some can be no tags',
      { status: 200, body: '{"tags":["a","../b","\\u001b[2J","",1,null,"c"]}' },
      ['a', 'c'],
    ],
  ])('gives what there is where %s', async (_title, answer, tags) => {
    const { store } = await start({ onRequest: () => answer });
    expect(await collect(store.listTags())).toEqual(tags);
  });

  it.each(['<html>', '[]', '{}', '{"tags":{}}', 'null', ''])('REGISTRY_FAILED for %j', async (body) => {
    const { store } = await start({ onRequest: () => ({ status: 200, body }) });
    await expect(collect(store.listTags())).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: `Listing the tags of ${store.name}: the answer is no list of tags`,
    });
  });

  it('ends at its signal between two pages', async () => {
    const { log, store } = await start({ quirks: { maxTagsPerPage: 2 } });
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    const listing = async (): Promise<void> => {
      for await (const tag of store.listTags(controller.signal)) if (tag === '2') controller.abort(reason);
    };
    await expect(listing()).rejects.toBe(reason);
    expect(log()).toHaveLength(1);
  });
});

describe('a list of tags without an end', () => {
  it.each<[string, (page: number) => { tags: readonly string[]; next: string }, RegExp]>([
    [
      'that goes in a circle',
      (page) => ({ tags: ['a'], next: `?page=${page % 3}` }),
      /: no end after 4 pages/,
    ],
    [
      'of empty pages',
      (page) => ({ tags: [], next: `?page=${page}` }),
      /: no end after 10001 pages with 0 tags$/,
    ],
    [
      'of large pages',
      (page) => ({ tags: Array<string>(400_000).fill('a'), next: `?page=${page}` }),
      /: no end after 3 pages with 1200000 tags$/,
    ],
  ])('%s is given up', async (_title, answer, message) => {
    await expect(drain(answer)).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('of too many bytes is given up before they are held', async () => {
    const tags = Array<string>(70_000).fill('a'.repeat(128));
    await expect(drain(() => ({ tags, next: '?' }))).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: expect.stringMatching(/larger than 8388608 bytes/) as unknown,
    });
  });
});

/** Reads the list of a registry that answers each page with the next of these; only pages are counted, no tag is kept. */
async function drain(answer: (page: number) => { tags: readonly string[]; next: string }): Promise<void> {
  let page = 0;
  const client: RegistryClient = {
    registry: 'registry.test',
    async request() {
      const { tags, next } = answer(page++);
      const body = Readable.from([Buffer.from(JSON.stringify({ tags }))]);
      const url = new URL('https://registry.test/v2/acme/api/tags/list');
      const headers = { link: `<${next}>; rel="next"` };
      return { status: 200, headers, body, peer: 'public', url, isRedirected: false };
    },
  };
  const repository = openRepository(client, 'acme/api', 'pull');
  for await (const _ of listTags(repository, () => createPatience(WITHOUT_WAITING), undefined));
}

async function collect(tags: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const tag of tags) all.push(tag);
  return all;
}

/** A registry whose `acme/api` has all of `TAGS`. */
async function start(
  serving: ServeOptions = {},
  account?: { readonly username: string; readonly password: string },
): Promise<OpenServed> {
  const open = await openServed(serving, account && { kind: 'password', ...account });
  closing.push(() => open.close());
  const document = describeDocument(Buffer.from('{}'), OCI_MANIFEST);
  for (const tag of TAGS) await open.memory().writeManifest(document, tag);
  return open;
}
