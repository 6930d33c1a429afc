import { piecesOf, sampleTar } from '../testing/index.js';
import { readTarEntries } from './tar-reader.js';

const LIMITS = { maxEntries: 1000, maxBytes: 10_000_000 };
const LAYER = { 'bin/': {}, 'bin/tool': 'x'.repeat(5000), 'bin/other': 'y'.repeat(5000) };

describe('the stream under readTarEntries', () => {
  it('is read to its end, beyond that of the tar, for there its digest is verified', async () => {
    const { stream, state } = watched(Buffer.concat([await sampleTar(LAYER), Buffer.alloc(5000, 'rest')]));
    const paths = [];
    for await (const { path } of readTarEntries(stream, LIMITS)) paths.push(path);
    expect(paths).toEqual(['bin', 'bin/tool', 'bin/other']);
    expect(state).toEqual({ isAtEnd: true, isFreed: true });
  });

  it('is let go when the reading stops before', async () => {
    const { stream, state } = watched(await sampleTar(LAYER));
    for await (const { path } of readTarEntries(stream, LIMITS)) if (path === 'bin/tool') break;
    expect(state).toEqual({ isAtEnd: false, isFreed: true });
  });

  it('passes its own failure on', async () => {
    const failure = new Error('the connection broke');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield (await sampleTar(LAYER)).subarray(0, 2000);
      throw failure;
    }
    const reading = async (): Promise<void> => {
      for await (const { path } of readTarEntries(broken(), LIMITS)) expect(path).toMatch(/^bin(\/tool)?$/);
    };
    await expect(reading()).rejects.toBe(failure);
  });
});

function watched(bytes: Uint8Array) {
  const state = { isAtEnd: false, isFreed: false };
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      yield* piecesOf(bytes, 700);
      state.isAtEnd = true;
    } finally {
      state.isFreed = true;
    }
  }
  return { stream: stream(), state };
}
