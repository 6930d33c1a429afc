import { gzipSync } from 'node:zlib';
import { piecesOf, readAll, sampleTar } from '../testing/index.js';
import { ARCHIVE_HEAD_BYTES, findArchive } from './compression.js';
import { inflateLayer } from './inflate.js';

describe('findArchive', () => {
  it.each<[string, readonly number[]]>([
    ['gzip', [0x1f, 0x8b, 8]],
    ['bzip2', [0x42, 0x5a, 0x68]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
    ['zstd', [0x5f, 0x2a, 0x4d, 0x18]],
  ])('finds %s', (kind, magic) => {
    expect(findArchive(Uint8Array.from([...magic, 0, 1, 2, 3, 4]))).toBe(kind);
    expect(findArchive(Uint8Array.from(magic.slice(0, -1)))).toBeUndefined();
  });

  it('finds a tar, and in gzip once it is read', async () => {
    const tar = await sampleTar({ 'bin/tool': 'x' });
    expect(findArchive(tar.subarray(0, ARCHIVE_HEAD_BYTES))).toBe('tar');
    expect(findArchive(await readAll(inflateLayer(piecesOf(gzipSync(tar)))))).toBe('tar');
  });

  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.alloc(2000, 'text')],
    ['an empty tar, which Docker copies too', Buffer.alloc(1024)],
  ])('finds none in %s', (_what, head) => {
    expect(findArchive(head)).toBeUndefined();
  });

  it('finds no tar in a head that is cut off', async () => {
    expect(findArchive((await sampleTar({ 'bin/tool': 'x' })).subarray(0, 511))).toBeUndefined();
  });
});
