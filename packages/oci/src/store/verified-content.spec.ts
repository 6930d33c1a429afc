import * as fc from 'fast-check';
import { describeDocument, digestOf, MAX_DOCUMENT_BYTES, type Descriptor } from '../model/index.js';
import { piecesOf, readAll } from '../testing/index.js';
import { verifyContent, verifyDocument } from './verified-content.js';

const describeBytes = (bytes: Uint8Array): Descriptor => ({
  mediaType: 'x',
  digest: digestOf(bytes),
  size: bytes.length,
});

describe('verifyContent', () => {
  it('passes on exactly the bytes that fit, however they are cut, and no others', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, fc.integer({ min: 1, max: 50 }), async (wanted, given, pieceBytes) => {
        const blob = describeBytes(wanted);
        const isSame = Buffer.compare(wanted, given) === 0;
        expect(await readAll(verifyContent(piecesOf(wanted, pieceBytes), blob, 'Reading'))).toEqual(
          Buffer.from(wanted),
        );
        const reading = readAll(verifyContent(piecesOf(given, pieceBytes), blob, 'Reading'));
        await (isSame ? reading : expect(reading).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' }));
      }),
      { numRuns: 50 },
    );
  });

  it('ends an endless stream at the first byte too many', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulled++;
        yield Buffer.alloc(10);
      }
    }
    const reading = readAll(verifyContent(endless(), describeBytes(Buffer.alloc(25)), 'Reading a blob'));
    await expect(reading).rejects.toThrow('Reading a blob: more than the 25 bytes it should have');
    expect(pulled).toBe(3);
  });

  it('lets its source go when it is left', async () => {
    let isFreed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* piecesOf(Buffer.alloc(10), 1);
      } finally {
        isFreed = true;
      }
    }
    for await (const piece of verifyContent(source(), describeBytes(Buffer.alloc(10)), 'Reading')) {
      expect(piece).toHaveLength(1);
      break;
    }
    expect(isFreed).toBe(true);
  });
});

describe('verifyDocument', () => {
  it('refuses what is larger than any document may be', () => {
    const document = describeDocument(Buffer.alloc(MAX_DOCUMENT_BYTES + 1), 'x');
    expect(() => verifyDocument(document, 'Writing')).toThrow('Writing: 8388609 bytes are more than 8388608');
  });
});
