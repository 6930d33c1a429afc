import { digestHex, digestOf, isDigest, parseDigest } from './digest.js';

/** FIPS 180-2, appendix B. */
const OF_ABC = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('a digest', () => {
  it('is of the bytes, whether they came as text or not', () => {
    expect(digestOf('abc')).toBe(OF_ABC);
    expect(digestOf(Buffer.from('abc'))).toBe(OF_ABC);
  });

  it('is read as it is, and has 64 digits', () => {
    expect(parseDigest(OF_ABC)).toBe(OF_ABC);
    expect(digestHex(digestOf('abc'))).toBe(OF_ABC.slice(7));
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no algorithm', OF_ABC.slice(7)],
    ['another algorithm', `sha512:${'0'.repeat(128)}`],
    ['too few digits', OF_ABC.slice(0, -1)],
    ['too many digits', `${OF_ABC}0`],
    ['capitals', OF_ABC.toUpperCase().replace('SHA256', 'sha256')],
    ['a line behind it', `${OF_ABC}\n`],
    ['a path (CVE-2024-3727)', `sha256:../../${'0'.repeat(58)}`],
  ])('is refused with %s', (_what, text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => parseDigest(text)).toThrow('Reading digest');
  });

  it('is not repeated at length when it is refused', () => {
    expect(() => parseDigest('x'.repeat(100_000))).toThrow(/^.{1,200}$/);
  });
});
