import fc from 'fast-check';
import { piecesOf, readAll } from '../../testing/index.js';
import { oneLate } from './one-late.js';

describe('oneLate', () => {
  it('gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.integer({ min: 1, max: 5 }), async (bytes, size) => {
        expect(await readAll(oneLate(piecesOf(bytes, size)))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('keeps the last piece back if the end is a failure', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* piecesOf(Buffer.from('abc'), 1);
      throw new Error('not what it should be');
    }
    const received: string[] = [];
    const reading = (async () => {
      for await (const piece of oneLate(failing())) received.push(Buffer.from(piece).toString());
    })();
    await expect(reading).rejects.toThrow('not what it should be');
    expect(received).toEqual(['a', 'b']);
  });
});
