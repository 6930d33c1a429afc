import fc from 'fast-check';
import { piecesOf, readAll } from '../../testing/index.js';
import { countBytes, piecesOfSize, skipBytes } from './byte-pieces.js';

const content = fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 7 }));

describe('skipBytes', () => {
  it('gives what is behind them', async () => {
    await fc.assert(
      fc.asyncProperty(content, fc.nat(50), async ([bytes, size], count) => {
        expect(await readAll(skipBytes(piecesOf(bytes, size), count))).toEqual(
          Buffer.from(bytes.subarray(count)),
        );
      }),
    );
  });
});

describe('piecesOfSize', () => {
  it('gives the same bytes in pieces of that size, but for the last', async () => {
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 1, max: 9 }), async ([bytes, given], size) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of piecesOfSize(piecesOf(bytes, given), size)) pieces.push(piece);
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
        expect(pieces.slice(0, -1).every(({ length }) => length === size)).toBe(true);
        expect(pieces.every(({ length }) => length > 0 && length <= size)).toBe(true);
      }),
    );
  });

  it('keeps the last piece back if the end is a failure', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abcd');
      throw new Error('not what it should be');
    }
    const received: string[] = [];
    const reading = (async () => {
      for await (const piece of piecesOfSize(failing(), 2)) received.push(Buffer.from(piece).toString());
    })();
    await expect(reading).rejects.toThrow('not what it should be');
    expect(received).toEqual(['ab']);
  });
});

describe('countBytes', () => {
  it('tells after each piece how many were taken', async () => {
    const told: number[] = [];
    await readAll(countBytes(piecesOf(Buffer.from('abcde'), 2), (bytes) => void told.push(bytes)));
    expect(told).toEqual([2, 4, 5]);
  });
});
