import * as fc from 'fast-check';
import { formatPax, parsePax } from './pax.js';

describe('pax records', () => {
  it('are read back as they were written', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !text.includes('='));
    const value = fc.string({ unit: 'grapheme', maxLength: 150 });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), (pairs) => {
        const records = new Map(pairs);
        expect([...parsePax(formatPax(records))]).toEqual([...records]);
      }),
    );
  });

  it.each([89, 90, 91, 92, 93, 94, 991, 992, 993, 994])(
    'count their own length right around a power of ten (%d)',
    (length) => {
      const text = Buffer.from(formatPax(new Map([['path', 'x'.repeat(length)]]))).toString();
      expect(Number.parseInt(text, 10)).toBe(text.length);
    },
  );

  it('keep the later of two', () => {
    expect(parsePax(Buffer.from('10 path=a\n10 path=b\n')).get('path')).toBe('b');
  });
});
