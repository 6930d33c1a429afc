import { describeDocument, OCI_MANIFEST } from '../../model/index.js';
import {
  openServed,
  piecesOf,
  readAll,
  writeSampleBlob,
  type Fault,
  type OpenServed,
  type ServedRequest,
  type ServeOptions,
} from '../../testing/index.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const bytes = Buffer.from('the bytes of a layer');
const document = describeDocument(Buffer.from('{"schemaVersion":2,"config":{},"layers":[]}'), OCI_MANIFEST);

const CALLS: readonly [string, (open: OpenServed) => Promise<unknown>][] = [
  ['resolve', ({ store }) => store.resolve('1.0')],
  ['readManifest', ({ store }) => store.readManifest(document.descriptor.digest)],
  ['findManifest', ({ store }) => store.findManifest('1.0')],
  ['listTags', ({ store }) => store.listTags()[Symbol.asyncIterator]().next()],
  ['deleteManifest', ({ store }) => store.deleteManifest(document.descriptor.digest)],
  ['writeManifest', ({ store }) => store.writeManifest(document, '1.0')],
  ['readBlob', async ({ memory, store }) => readAll(store.readBlob(await writeSampleBlob(memory(), bytes)))],
  ['hasBlob', ({ store }) => store.hasBlob(document.descriptor.digest)],
  ['writeBlob', async ({ store }) => writeSampleBlob(store, bytes)],
];

describe.each(CALLS)('%s', (_method, call) => {
  it.each<[string, Fault]>([
    ['a reset', 'reset'],
    ['a 429', { status: 429, headers: { 'retry-after': '1' } }],
    ['a 503', { status: 503 }],
  ])('comes through %s of every request', async (_title, fault) => {
    const seen = new Set<string>();
    const open = await start({
      quirks: { takesIncomplete: true },
      onRequest: ({ method, path }) => {
        const key = `${method} ${path.replace(/session-\d+/, '')}`;
        if (seen.has(key) || key.startsWith('DELETE /v2/acme/api/blobs/')) return undefined;
        seen.add(key);
        return fault;
      },
    });
    await open.memory().writeManifest(document, '1.0');
    await call(open);
    expect(open.served.openUploads()).toBe(0);
  });

  it.each([400, 403, 409])('tries nothing twice for a %i', async (status) => {
    const open = await start({ onRequest: ({ path }) => (path === '/v2/' ? undefined : { status }) });
    await call(open).catch(() => undefined);
    expect(open.log()).toHaveLength(1);
  });

  it('tries five times and no more, and says so', async () => {
    const open = await start({ onRequest: ({ path }) => (path === '/v2/' ? undefined : { status: 502 }) });
    await expect(call(open)).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: expect.stringMatching(/: 502 Bad Gateway, after 5 attempts$/) as unknown,
    });
    expect(open.log()).toHaveLength(5);
  });

  it('does not wait for a quota, and names the way out', async () => {
    const open = await start({
      onRequest: ({ path }) =>
        path === '/v2/' ? undefined : { status: 429, headers: { 'retry-after': '21600' } },
    });
    await expect(call(open)).rejects.toMatchObject({
      message: expect.stringMatching(/: 429 Too Many Requests, retry after 21600$/) as unknown,
      hint: expect.stringMatching(/Log in .* mirror, pin/) as unknown,
    });
    expect(open.log()).toHaveLength(1);
  });
});

it('waits for a registry that does not see for a moment what a document refers to', async () => {
  const errors = [{ code: 'DIGEST_INVALID' }, { code: 'MANIFEST_BLOB_UNKNOWN' }];
  const answers = [{ status: 400, body: JSON.stringify({ errors }) }];
  const { store, memory } = await start({
    quirks: { takesIncomplete: true },
    onRequest: ({ method }) => (method === 'PUT' ? answers.shift() : undefined),
  });
  await store.writeManifest(document, '1.0');
  await expect(memory().resolve('1.0')).resolves.toMatchObject({ digest: document.descriptor.digest });
});

describe('a download that breaks off', () => {
  const large = Buffer.alloc(300_000).map((_, position) => position % 251);

  it.each([
    ['goes on from there', {}],
    ['begins anew where there are no ranges, and gives no byte twice', { noRanges: true }],
    ['goes on at a storage', { redirectBlobs: true }],
  ])('%s', async (_title, quirks) => {
    let breaks = 0;
    const open = await start({
      quirks,
      onRequest: ({ path, server }) =>
        path.includes('/blobs/') && (server === 'storage' || !('redirectBlobs' in quirks)) && breaks++ < 3
          ? { cutAfter: 'noRanges' in quirks ? 90_000 * breaks : 90_000 }
          : undefined,
    });
    const blob = await writeSampleBlob(open.memory(), large);
    expect((await readAll(open.store.readBlob(blob))).equals(large)).toBe(true);
    expect(breaks).toBe(4);
  });

  it('is verified as a whole', async () => {
    let answers = 0;
    const open = await start({
      onRequest: ({ path }) => {
        if (!path.includes('/blobs/')) return undefined;
        return answers++ === 0
          ? { cutAfter: 100_000 }
          : {
              status: 206,
              headers: { 'content-range': 'bytes 100000-299999/300000' },
              body: Buffer.alloc(200_000),
            };
      },
    });
    const blob = await writeSampleBlob(open.memory(), large);
    await expect(readAll(open.store.readBlob(blob))).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
  });

  it('fails where another range comes than was asked for', async () => {
    let answers = 0;
    const open = await start({
      onRequest: ({ path }) => {
        if (!path.includes('/blobs/')) return undefined;
        return answers++ === 0
          ? { cutAfter: 100_000 }
          : { status: 206, headers: { 'content-range': 'bytes 7-9/300000' }, body: 'xyz' };
      },
    });
    const blob = await writeSampleBlob(open.memory(), large);
    await expect(readAll(open.store.readBlob(blob))).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: expect.stringContaining('another range') as unknown,
    });
  });
});

describe('a retry', () => {
  it('is not begun after its signal', async () => {
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    const open = await start({
      onRequest: ({ path }) => {
        if (path !== '/v2/') controller.abort(reason);
        return path === '/v2/' ? undefined : { status: 503 };
      },
    });
    await expect(open.store.resolve('1.0', controller.signal)).rejects.toBe(reason);
    expect(open.log()).toHaveLength(1);
  });

  it('looks again before it sends again: the answer may be what was lost', async () => {
    const open = await start({ onRequest: once(({ method }) => method === 'PUT', 'cut') });
    const blob = await writeSampleBlob(open.memory('other'), bytes);
    const written = await open.store.writeBlob(blob, () => piecesOf(bytes));
    expect(written.outcome).toBe('existing');
    expect(open.log().filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it('is not what a source that has given up gets from the target', async () => {
    const from = await start({ onRequest: ({ path }) => (path === '/v2/' ? undefined : 'reset') });
    const open = await start();
    const blob = { ...document.descriptor, size: bytes.length };
    const copying = open.store.writeBlob(blob, () => from.store.readBlob(blob));
    await expect(copying).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(from.log()).toHaveLength(5);
    expect(open.served.openUploads()).toBe(0);
  });

  it('gets a token whose server was busy', async () => {
    const account = { username: 'me', password: 's3cret' };
    const open = await start(
      {
        auth: { bearer: { service: 'x', account } },
        onRequest: once(({ server }) => server === 'token', { status: 503 }),
      },
      { kind: 'password', ...account },
    );
    await expect(open.store.resolve('1.0')).resolves.toBeUndefined();
  });
});

/** A fault for the first request that is meant. */
function once(
  isMeant: (request: ServedRequest) => boolean,
  fault: Fault,
): NonNullable<ServeOptions['onRequest']> {
  let isDone = false;
  return (request) => {
    if (isDone || !isMeant(request)) return undefined;
    isDone = true;
    return fault;
  };
}

async function start(...args: Parameters<typeof openServed>): Promise<OpenServed> {
  const open = await openServed(...args);
  closing.push(() => open.close());
  return open;
}
