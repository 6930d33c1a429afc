import * as zlib from 'node:zlib';
import { piecesOf, readAll } from '../testing/index.js';
import { gzipBytes } from './gzip.js';
import { inflateLayer } from './inflate.js';

const { gzipSync } = zlib;
const content = Buffer.alloc(70_000, 'some content of a layer ');
const major = Number.parseInt(process.versions.node, 10);
const hasZstd = 'createZstdDecompress' in zlib;

describe('inflateLayer', () => {
  it.each<[string, Uint8Array]>([
    ['a plain tar', content],
    ['gzip', gzipSync(content)],
    ['gzip of ours', gzipBytes(content)],
    [
      'gzip of several members',
      Buffer.concat([gzipSync(content.subarray(0, 1000)), gzipSync(content.subarray(1000))]),
    ],
  ])('gives the content of %s, however it is cut', async (_what, bytes) => {
    for (const pieceBytes of [3, 1000, 65536]) {
      const inflated = await readAll(inflateLayer(piecesOf(bytes, pieceBytes)));
      expect(inflated.equals(content)).toBe(true);
    }
  });

  it.each([0, 1, 3])('gives back %d bytes that are no compression', async (length) => {
    await expect(readAll(inflateLayer(piecesOf(content.subarray(0, length))))).resolves.toHaveLength(length);
  });

  it.each<[string, Buffer]>([
    ['one frame', zstdOf('hello')],
    ['a frame for each file', Buffer.concat(['he', 'l', '', 'lo'].map(zstdOf))],
    ['a frame that is skipped at the beginning', Buffer.concat([skippedFrame(), zstdOf('hello')])],
    ['a frame that is skipped at the end', Buffer.concat([zstdOf('hello'), skippedFrame()])],
  ])('reads zstd of %s where Node can, and says what to do where it cannot', async (_what, bytes) => {
    for (const pieceBytes of [1, 7, 13, 1000]) {
      const reading = readAll(inflateLayer(piecesOf(bytes, pieceBytes)));
      if (hasZstd) expect((await reading).toString()).toBe('hello');
      else
        await expect(reading).rejects.toMatchObject({
          code: 'LAYER_UNSUPPORTED',
          hint: 'Run it with Node 22.15 or newer, or build the image with gzip layers.',
        });
    }
  });

  it('rejects zstd that has something else behind it', async () => {
    const bytes = Buffer.concat([zstdOf('hello'), Buffer.from('something else')]);
    for (const pieceBytes of [1, 7, 1000])
      await expect(readAll(inflateLayer(piecesOf(bytes, pieceBytes)))).rejects.toMatchObject({
        code: hasZstd ? 'LAYER_INVALID' : 'LAYER_UNSUPPORTED',
      });
  });

  it.each<[string, Buffer]>([
    ['is cut off', zstdOf('hellohello').subarray(0, -1)],
    ['is cut off in its second frame', Buffer.concat([zstdOf('hello'), zstdOf('hello').subarray(0, 6)])],
  ])('never takes zstd that %s for the whole, though Node 22 sees no error in it', async (_how, bytes) => {
    for (const pieceBytes of [1, 7, 1000]) {
      const read = readAll(inflateLayer(piecesOf(bytes, pieceBytes)));
      const outcome = await read.then(String, ({ code }: { code: string }) => code);
      const noticed = hasZstd ? 'LAYER_INVALID' : 'LAYER_UNSUPPORTED';
      if (major === 22 && hasZstd) expect(outcome).not.toBe('hellohello');
      else expect(outcome).toBe(noticed);
    }
  });

  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['is cut off', (bytes) => bytes.subarray(0, bytes.length - 20)],
    [
      'is damaged',
      (bytes) => Buffer.concat([bytes.subarray(0, 50), Buffer.alloc(100, 0xff), bytes.subarray(150)]),
    ],
  ])('rejects LAYER_INVALID if gzip %s', async (_how, damage) => {
    const reading = readAll(inflateLayer(piecesOf(damage(gzipSync(content)))));
    await expect(reading).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });

  it('passes on the failure of the stream as it is', async () => {
    const failure = new Error('the connection broke');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield gzipSync(content).subarray(0, 100);
      throw failure;
    }
    await expect(readAll(inflateLayer(broken()))).rejects.toBe(failure);
  });

  it.each<[string, Uint8Array]>([
    ['the tar', content],
    ['the gzip', gzipSync(content)],
    ['the gzip and the zeros behind it', Buffer.concat([gzipSync(content), Buffer.alloc(500_000)])],
  ])('reads the stream beyond %s to its end, for there its digest is verified', async (_what, bytes) => {
    const { stream, state } = watched(bytes);
    await readAll(inflateLayer(stream));
    expect(state).toEqual({ isAtEnd: true, isFreed: true });
  });

  it.each<[string, Uint8Array]>([
    ['a plain tar', Buffer.alloc(2_000_000)],
    ['gzip', gzipSync(incompressible())],
  ])('lets the stream go when the reading of %s stops before', async (_what, bytes) => {
    const { stream, state } = watched(bytes);
    for await (const piece of inflateLayer(stream)) if (piece.length > 0) break;
    expect(state).toEqual({ isAtEnd: false, isFreed: true });
  });
});

function watched(bytes: Uint8Array) {
  const state = { isAtEnd: false, isFreed: false };
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      yield* piecesOf(bytes);
      state.isAtEnd = true;
    } finally {
      state.isFreed = true;
    }
  }
  return { stream: stream(), state };
}

/** A frame with one raw block (RFC 8878). */
function zstdOf(text: string): Buffer {
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length, (text.length << 3) | 1, 0, 0]);
  return Buffer.concat([frame, Buffer.from(text)]);
}

/** A frame that says nothing of the content (RFC 8878 §3.1.2). */
function skippedFrame(): Buffer {
  return Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
}

function incompressible(): Buffer {
  const bytes = Buffer.alloc(3_000_000);
  let state = 1;
  for (let at = 0; at < bytes.length; at++) bytes[at] = (state = Math.imul(state, 1103515245) + 12345) >>> 16;
  return bytes;
}
