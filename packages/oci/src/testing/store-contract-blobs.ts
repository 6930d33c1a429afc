/// <reference types="jest" />
import { digestOf, type Descriptor } from '../model/index.js';
import type { ImageStore } from '../store/index.js';
import { piecesOf, readAll } from './content.js';

/** The part of the contract that is about blobs. */
export function describeBlobContract(open: () => ImageStore): void {
  describeBlobReads(open);
  describeUnfinishedReads(open);
  describeBlobWrites(open);
  describeRefusedBlobs(open);
}

const MEBIBYTE = 1024 * 1024;

function describeBlobReads(open: () => ImageStore): void {
  it('has no blob that was not written, and rejects NOT_FOUND when it is read', async () => {
    const { blob } = someBlob(10);
    await expect(open().hasBlob(blob.digest)).resolves.toBe(false);
    await expect(readAll(open().readBlob(blob))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([0, 1, 100_000, MEBIBYTE])('gives back a blob of %d bytes', async (sizeBytes) => {
    const { blob, bytes } = someBlob(sizeBytes);
    const written = await open().writeBlob(blob, () => piecesOf(bytes, 10_000));
    expect(written).toEqual({ outcome: 'sent', bytesSent: sizeBytes });
    await expect(open().hasBlob(blob.digest)).resolves.toBe(true);
    expect((await readAll(open().readBlob(blob))).equals(bytes)).toBe(true);
  });

  it.each([-1, 1])('does not come to an end when the size asked for differs by %d', async (difference) => {
    const { blob, bytes } = someBlob(1000);
    await open().writeBlob(blob, () => piecesOf(bytes));
    const reading = readAll(open().readBlob({ ...blob, size: blob.size + difference }));
    await expect(reading).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
  });
}

function describeUnfinishedReads(open: () => ImageStore): void {
  it('can be left in the middle of a blob, and read again', async () => {
    const { blob, bytes } = someBlob(MEBIBYTE);
    await open().writeBlob(blob, () => piecesOf(bytes));
    for (let round = 0; round < 20; round++) {
      for await (const piece of open().readBlob(blob)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
    }
    expect((await readAll(open().readBlob(blob))).equals(bytes)).toBe(true);
  });

  it('stops reading at its signal', async () => {
    const { blob, bytes } = someBlob(MEBIBYTE);
    await open().writeBlob(blob, () => piecesOf(bytes));
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    const reading = open().readBlob(blob, controller.signal)[Symbol.asyncIterator]();
    await reading.next();
    controller.abort(reason);
    const rest = readAll({ [Symbol.asyncIterator]: () => reading });
    await expect(rest).rejects.toBe(reason);
  });
}

function describeBlobWrites(open: () => ImageStore): void {
  it('does not read again what it has', async () => {
    const { blob, bytes } = someBlob(1000);
    await open().writeBlob(blob, () => piecesOf(bytes));
    const again = open().writeBlob(blob, () => {
      throw new Error('read again');
    });
    await expect(again).resolves.toEqual({ outcome: 'existing', bytesSent: 0 });
  });

  it('takes one blob from several writers at once', async () => {
    const { blob, bytes } = someBlob(MEBIBYTE);
    const writers = Array.from({ length: 4 }, () => open().writeBlob(blob, () => piecesOf(bytes)));
    await Promise.all(writers);
    expect((await readAll(open().readBlob(blob))).equals(bytes)).toBe(true);
  });
}

function describeRefusedBlobs(open: () => ImageStore): void {
  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['other bytes', (bytes) => bytes.map((byte) => byte ^ 1)],
    ['fewer bytes', (bytes) => bytes.subarray(1)],
    ['more bytes', (bytes) => Buffer.concat([bytes, bytes])],
    ['no bytes', () => Buffer.alloc(0)],
  ])(
    'refuses a blob of %s than it is described by, stores nothing, and takes the right one',
    async (_what, damage) => {
      const { blob, bytes } = someBlob(200_000);
      const writing = open().writeBlob(blob, () => piecesOf(damage(bytes)));
      await expect(writing).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
      await expectNothing(open(), blob);
      await open().writeBlob(blob, () => piecesOf(bytes));
      await expect(open().hasBlob(blob.digest)).resolves.toBe(true);
    },
  );

  it('rejects with the failure of what it reads from, and stores nothing', async () => {
    const { blob, bytes } = someBlob(200_000);
    const failure = new Error('the source broke');
    await expect(open().writeBlob(blob, () => endIn(failure, bytes.subarray(0, 100_000)))).rejects.toBe(
      failure,
    );
    await expectNothing(open(), blob);
  });

  it('rejects with the reason of its signal in the middle, and stores nothing', async () => {
    const { blob, bytes } = someBlob(MEBIBYTE);
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    async function* abortAfterOne(): AsyncGenerator<Uint8Array> {
      for await (const piece of piecesOf(bytes)) {
        yield piece;
        controller.abort(reason);
      }
    }
    const writing = open().writeBlob(blob, abortAfterOne, { signal: controller.signal });
    await expect(writing).rejects.toBe(reason);
    await expectNothing(open(), blob);
  });
}

async function expectNothing(store: ImageStore, blob: Descriptor): Promise<void> {
  await expect(store.hasBlob(blob.digest)).resolves.toBe(false);
  await expect(readAll(store.readBlob(blob))).rejects.toMatchObject({ code: 'NOT_FOUND' });
}

async function* endIn(failure: Error, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* piecesOf(bytes, 10_000);
  throw failure;
}

/** Bytes of this number, no two pieces of them alike. */
function someBlob(sizeBytes: number): { blob: Descriptor; bytes: Buffer } {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4)).map((_, position) =>
    Math.imul(position, 2654435761),
  );
  const bytes = Buffer.from(words.buffer, 0, sizeBytes);
  return { blob: { mediaType: 'application/octet-stream', digest: digestOf(bytes), size: sizeBytes }, bytes };
}
