import fc from 'fast-check';
import { formatAttributes, formatCsv } from './csv.js';

describe('formatCsv', () => {
  it.each([
    ['plain fields', ['a=b', 'c'], 'a=b,c'],
    ['a comma', ['src=/a,b', 'c'], '"src=/a,b",c'],
    ['a quote', ['src=/a"b'], '"src=/a""b"'],
    ['a space', ['src=/a b'], 'src=/a b'],
    ['a line end', ['a\nb'], '"a\nb"'],
    ['nothing', [], ''],
  ])('writes %s', (_title, fields, expected) => {
    expect(formatCsv(fields)).toBe(expected);
  });

  it('loses nothing', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '=', ' ', '\n') });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (fields) => {
        expect(readRecord(formatCsv(fields))).toEqual(fields);
      }),
    );
  });
});

describe('formatAttributes', () => {
  it('keeps their order', () => {
    expect(formatAttributes({ type: 'oci', dest: '/x,y' })).toBe('type=oci,"dest=/x,y"');
  });
});

/** RFC 4180, one record: a field is quoted, or reaches to the next comma. */
function readRecord(text: string): string[] {
  return Array.from(`${text},`.matchAll(/"((?:[^"]|"")*)",|([^,]*),/g), ([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}
