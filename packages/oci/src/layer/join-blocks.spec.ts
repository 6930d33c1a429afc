import * as fc from 'fast-check';
import { readAll } from '../testing/index.js';
import { joinBlocks } from './join-blocks.js';

describe('joinBlocks', () => {
  it('gives the same bytes in blocks of one size, whatever the pieces', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 9 }), async (pieces, blockBytes) => {
        const blocks: Uint8Array[] = [];
        for await (const block of joinBlocks(streamOf(pieces), blockBytes, 1))
          blocks.push(Uint8Array.from(block));
        expect(Buffer.concat(blocks).equals(Buffer.concat(pieces))).toBe(true);
        for (const block of blocks.slice(0, -1)) expect(block).toHaveLength(blockBytes);
        expect(blocks.at(-1)?.length).not.toBe(0);
      }),
    );
  });

  it('keeps as many blocks as it was told, and no memory for more', async () => {
    const last: Uint8Array[] = [];
    const memory = new Set<unknown>();
    let number = 0;
    for await (const block of joinBlocks(streamOf([Buffer.from('0123456789')]), 1, 3)) {
      last.push(block);
      memory.add(block.buffer);
      if (last.length > 4) last.shift();
      number++;
      expect(Buffer.concat(last).toString()).toBe('0123456789'.slice(Math.max(number - 4, 0), number));
    }
    expect(number).toBe(10);
    expect(memory.size).toBe(4);
  });

  it('is empty for nothing', async () => {
    expect(await readAll(joinBlocks(streamOf([]), 10, 1))).toHaveLength(0);
  });
});

async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
