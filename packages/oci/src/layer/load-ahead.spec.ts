import { setImmediate as turn } from 'node:timers/promises';
import { piecesOf } from '../testing/index.js';
import { loadAhead } from './load-ahead.js';
import type { TarInput } from './tar-input.js';

const failure = new Error('the disc broke');

describe('loadAhead', () => {
  it('gives the entries in their order, with what was loaded', async () => {
    const { files } = slowFiles(100, 1);
    const given = [];
    for await (const entry of loadAhead(files)) given.push([entry.path, await contentOf(entry)]);
    expect(given).toEqual(files.map(({ path }) => [path, `content of ${path}`]));
  });

  it.each([
    ['32 entries', 1, 32],
    ['4 MiB', 1024 * 1024, 4],
    ['one entry that is larger', 9 * 1024 * 1024, 1],
  ])('loads at most %s at a time', async (_what, sizeBytes, most) => {
    const { files, state } = slowFiles(100, sizeBytes);
    for await (const entry of loadAhead(files)) await contentOf(entry);
    expect(state).toEqual({ loading: 0, mostLoading: most, loads: 100 });
  });

  it('asks for no entry while one before it is yet to be streamed', async () => {
    const file: TarInput = {
      path: 'file',
      type: 'file',
      sizeBytes: 1,
      read: () => piecesOf(Buffer.from('x')),
    };
    let asked = 0;
    function* entries(): Generator<TarInput> {
      for (asked = 1; asked <= 3; asked++) yield file;
    }
    let given = 0;
    for await (const entry of loadAhead(entries())) {
      expect(entry).toBe(file);
      expect(asked).toBe(++given);
    }
    expect(given).toBe(3);
  });

  it.each<[string, () => void]>([
    [
      'fails',
      () => {
        throw failure;
      },
    ],
    ['stops', () => undefined],
  ])(
    'ends only after all that was loading when the writing %s, and lets the entries go',
    async (_how, act) => {
      const { files, state } = slowFiles(10, 1);
      let isFreed = false;
      function* entries(): Generator<TarInput> {
        try {
          yield* files;
        } finally {
          isFreed = true;
        }
      }
      const writing = async (): Promise<void> => {
        for await (const entry of loadAhead(entries())) {
          expect(state.loading).toBe(10);
          act();
          return void entry;
        }
      };
      await writing().catch((error: unknown) => expect(error).toBe(failure));
      expect(state).toMatchObject({ loading: 0, loads: 10 });
      expect(isFreed).toBe(true);
    },
  );

  it('meets the failure of a load in its turn', async () => {
    const { files } = slowFiles(3, 1);
    const broken: TarInput = {
      path: 'broken',
      type: 'file',
      sizeBytes: 1,
      load: () => Promise.reject(failure),
    };
    const given: string[] = [];
    const writing = async (): Promise<void> => {
      for await (const entry of loadAhead([...files, broken])) {
        await contentOf(entry);
        given.push(entry.path);
      }
    };
    await expect(writing()).rejects.toBe(failure);
    expect(given).toEqual(['file-0', 'file-1', 'file-2']);
  });
});

function slowFiles(count: number, sizeBytes: number) {
  const state = { loading: 0, mostLoading: 0, loads: 0 };
  const load = async (path: string): Promise<Uint8Array> => {
    state.loads++;
    state.mostLoading = Math.max(state.mostLoading, ++state.loading);
    await turn();
    state.loading--;
    return Buffer.from(`content of ${path}`);
  };
  const files = Array.from({ length: count }, (_, number) => {
    const path = `file-${number}`;
    return { path, type: 'file' as const, sizeBytes, load: () => load(path) };
  });
  return { files, state };
}

async function contentOf(entry: TarInput): Promise<string> {
  if (!('load' in entry)) throw new Error(`${entry.path} is not loaded`);
  return Buffer.from(await entry.load()).toString();
}
