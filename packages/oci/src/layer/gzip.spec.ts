import { gunzipSync } from 'node:zlib';
import { gzipBytes } from './gzip.js';

describe('gzipBytes', () => {
  it.each([0, 1, 100_000])('is gzip of %d bytes', (length) => {
    const bytes = Buffer.alloc(length, 'some content ');
    expect(gunzipSync(gzipBytes(bytes)).equals(bytes)).toBe(true);
  });

  it('names no time and no operating system', () => {
    expect([...gzipBytes(Buffer.from('x')).subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  });
});
