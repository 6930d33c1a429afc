import { createMask } from './mask.js';

describe('createMask', () => {
  it.each([
    ['each place of a value', ['s3cret'], 'a s3cret, s3cret!', 'a ***, ***!'],
    ['a value that holds another one as a whole', ['pass', 'password'], 'password pass', '*** ***'],
    ['a value with characters of patterns', ['a.*$&'], 'is a.*$& axxx', 'is *** axxx'],
    ['each line of a key', ['-----BEGIN\nMIIE\n'], 'say MIIE', 'say ***'],
    ['a value that ends with a line end, as files do', ['t0ken\n'], 't0ken', '***'],
  ])('hides %s', (_title, values, line, expected) => {
    expect(createMask(values)(line)).toBe(expected);
  });

  it.each([
    ['no values', []],
    ['an empty value', ['']],
    ['values that are part of ordinary words', ['in', '1', 'yes']],
  ])('leaves a line as it is for %s', (_title, values) => {
    expect(createMask(values)('listening in 1 s, yes')).toBe('listening in 1 s, yes');
  });
});
