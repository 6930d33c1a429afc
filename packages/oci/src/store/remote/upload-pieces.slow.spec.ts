import type { Credential } from '../../http/index.js';
import { digestOf, type Descriptor } from '../../model/index.js';
import {
  openServed,
  piecesOf,
  readAll,
  type Fault,
  type OpenServed,
  type ServedRequest,
  type ServeOptions,
} from '../../testing/index.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const ACCOUNT = { username: 'me', password: 's3cret' };
const PASSWORD: Credential = { kind: 'password', ...ACCOUNT };
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('an upload in pieces', () => {
  it.each<[string, ServeOptions, number, RegExp]>([
    [
      'where one piece of all is too large',
      { quirks: { maxRequestBytes: 4.5 * MIB } },
      5 * MIB,
      /PUT G PATCH\{2\} PUT/,
    ],
    [
      'where a blob is taken in pieces alone',
      { quirks: { noMonolithic: true } },
      100 * KIB,
      /PUT G PATCH\{1\} PUT/,
    ],
    [
      'in smaller ones until they fit',
      { quirks: { maxRequestBytes: 300 * KIB } },
      600 * KIB,
      /PATCH\{\d+\} PUT/,
    ],
    [
      'no smaller than the registry asks for',
      { quirks: { noMonolithic: true, minPieceBytes: 5 * MIB } },
      6 * MIB,
      /PUT G PATCH\{2\} PUT/,
    ],
  ])('comes to its end %s', async (_title, serving, sizeBytes, expected) => {
    const { store, blob, bytes, memory, methods, served } = await start(serving, sizeBytes);
    await expect(store.writeBlob(blob, () => piecesOf(bytes))).resolves.toMatchObject({ outcome: 'sent' });
    expect(methods()).toMatch(expected);
    expect((await readAll(memory().readBlob(blob))).equals(bytes)).toBe(true);
    expect(served.openUploads()).toBe(0);
  });

  it('reads its source twice and no more: once for the whole, once for all pieces', async () => {
    const { store, blob, bytes } = await start({ quirks: { noMonolithic: true } }, 9 * MIB);
    let reads = 0;
    await store.writeBlob(blob, () => (reads++, piecesOf(bytes)));
    expect(reads).toBeLessThanOrEqual(2);
  });

  it('goes on at the registry’s offset where a piece breaks off', async () => {
    const { store, blob, bytes, memory, methods } = await start(
      {
        quirks: { noMonolithic: true },
        onRequest: once(({ method }) => method === 'PATCH', { resetAfter: 3 * MIB }),
      },
      4 * MIB,
    );
    await store.writeBlob(blob, () => piecesOf(bytes));
    expect(methods()).toMatch(/PATCH\{1\} G PATCH\{1\} PUT/);
    expect((await readAll(memory().readBlob(blob))).equals(bytes)).toBe(true);
  });

  it('goes on in pieces where a whole blob breaks off', async () => {
    const { store, blob, bytes, memory, methods } = await start(
      { onRequest: once(({ method }) => method === 'PUT', { resetAfter: 2 * MIB }) },
      4 * MIB,
    );
    await store.writeBlob(blob, () => piecesOf(bytes));
    expect(methods()).toMatch(/^H POST PUT G PATCH\{1\} PUT$/);
    expect((await readAll(memory().readBlob(blob))).equals(bytes)).toBe(true);
  });

  it('begins anew where the registry has lost what it had', async () => {
    const { store, blob, bytes, memory, methods } = await start(
      {
        onRequest: ({ method, path }) => {
          if (method === 'GET' && path.endsWith('session-1')) return { status: 404 };
          return method === 'PUT' && path.endsWith('session-1') ? { resetAfter: 2 * MIB } : undefined;
        },
      },
      6 * MIB,
    );
    await store.writeBlob(blob, () => piecesOf(bytes));
    expect(methods()).toMatch(/^H POST PUT G D H POST PUT$/);
    expect(await memory().hasBlob(blob.digest)).toBe(true);
  });

  it('does not come to its end with other bytes, and is cancelled where it is by then', async () => {
    const { store, blob, bytes, memory, served } = await start({ quirks: { noMonolithic: true } }, 6 * MIB);
    const other = Buffer.from(bytes);
    other[other.length - 1] = 0;
    await expect(store.writeBlob(blob, () => piecesOf(other))).rejects.toMatchObject({
      code: 'CONTENT_MISMATCH',
    });
    expect(served.openUploads()).toBe(0);
    expect(await memory().hasBlob(blob.digest)).toBe(false);
  });

  it('does not go on for ever where nothing is kept', async () => {
    const { store, blob, bytes, methods } = await start(
      {
        quirks: { noMonolithic: true },
        onRequest: ({ method }) =>
          method === 'PATCH' ? { status: 202, headers: { location: '/v2/x', range: '0-0' } } : undefined,
      },
      100 * KIB,
    );
    await expect(store.writeBlob(blob, () => piecesOf(bytes))).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: expect.stringMatching(/takes a piece and keeps nothing/) as unknown,
    });
    expect(methods()).toMatch(/PATCH\{2\} D$/);
  });

  it('tells how far it is', async () => {
    const { store, blob, bytes } = await start({ quirks: { noMonolithic: true } }, 6 * MIB);
    const told: number[] = [];
    await store.writeBlob(blob, () => piecesOf(bytes), { onProgress: (sent) => void told.push(sent) });
    expect(told.slice(-2)).toEqual([4 * MIB, 6 * MIB]);
  });
});

describe('an upload that is taken back', () => {
  const failing = (grant: (action: string) => boolean): ServeOptions => ({
    auth: {
      bearer: {
        service: 'x',
        account: ACCOUNT,
        grant: (_user, _repository, action) => grant(action),
      },
    },
    onRequest: ({ method }) => (method === 'PUT' ? { status: 400 } : undefined),
  });

  it('asks for leave to delete, and only then', async () => {
    const { store, blob, bytes, served } = await start(
      failing(() => true),
      10,
      PASSWORD,
    );
    await expect(store.writeBlob(blob, () => piecesOf(bytes))).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
    });
    expect(served.openUploads()).toBe(0);
    const scopes = served.requests
      .filter(({ server }) => server === 'token')
      .map(({ query }) => new URLSearchParams(query).get('scope'));
    expect(scopes).toEqual(['repository:acme/api:pull,push', 'repository:acme/api:pull,push,delete']);
  });

  it('is left where that is not given, and fails for its own reason', async () => {
    const { store, blob, bytes, served } = await start(
      failing((action) => action !== 'delete'),
      10,
      PASSWORD,
    );
    await expect(store.writeBlob(blob, () => piecesOf(bytes))).rejects.toMatchObject({
      message: expect.stringContaining('400') as unknown,
    });
    expect(served.openUploads()).toBe(1);
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

async function start(serving: ServeOptions, sizeBytes: number, credential?: Credential) {
  const open: OpenServed = await openServed(serving, credential);
  closing.push(() => open.close());
  const bytes = Buffer.alloc(sizeBytes, 'no two pieces of these are alike '.repeat(31));
  const blob: Descriptor = { mediaType: 'x', digest: digestOf(bytes), size: sizeBytes };
  /** What was asked for: `H POST PUT G PATCH{2} PUT`. */
  const methods = (): string =>
    open
      .log()
      .map((line) => (line.split(' ')[0] ?? '').replace(/^(GET|HEAD|DELETE)$/, (method) => method.charAt(0)))
      .join(' ')
      .replace(/PATCH(?: PATCH)*/g, (run) => `PATCH{${run.split(' ').length}}`);
  return { ...open, blob, bytes, methods };
}
