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

/** RFC 4180, one record, character by character. */
function readRecord(text: string): string[] {
  const fields = [''];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted && character === '"' && text[at + 1] === '"') fields[fields.length - 1] += text[(at += 1)];
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) fields.push('');
    else fields[fields.length - 1] += character;
  }
  return fields;
}
