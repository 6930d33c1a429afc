import { createMask } from './mask.js';

describe('createMask', () => {
  it.each([
    ['each place of a value', ['s3cret'], 'a s3cret, s3cret!', 'a ***, ***!'],
    ['a value that holds another one as a whole', ['pass', 'password'], 'password pass', '*** ***'],
    ['a value with characters of patterns', ['a.*$&'], 'is a.*$& axxx', 'is *** axxx'],
    ['each line of a key', ['-----BEGIN\nMIIE\n'], 'say MIIE', 'say ***'],
    ['a value that ends with a line end, as files do', ['t0ken\n'], 't0ken', '***'],
    ['a token of npm', ['//r.test/:_authToken=npm_hunter2\n'], 'is npm_hunter2', 'is ***'],
    ['a variable in a file', ['A=1\nexport TOKEN="hunter22"\n'], 'is hunter22', 'is ***'],
    ['a value with "=" in it', ['KEY=aGlkZGVu=Mg=='], 'is aGlkZGVu=Mg==', 'is ***'],
    ['YAML', ["user: me\ntoken: 'hunter22'\n"], 'me is hunter22', 'me is ***'],
    ['JSON', ['{\n  "token": "hunter22",\n  "a": 1\n}'], 'is hunter22', 'is ***'],
    [
      'JSON in one line',
      ['{"a":{"auth":"bWU6aHVudGVyMg=="},"b":"hunter22"}'],
      'bWU6aHVudGVyMg== hunter22',
      '*** ***',
    ],
    ['a key in JSON', ['{"key":"-----BEGIN\\nMIIEpAIBAA\\n"}'], 'say MIIEpAIBAA', 'say ***'],
    ['a netrc', ['machine r.test login me password hunter22'], 'me is hunter22', 'me is ***'],
    ['credentials of Git', ['https://me:hunter22@r.test\n'], 'me is hunter22', 'me is ***'],
  ])('hides %s', (_title, values, line, expected) => {
    expect(createMask(values)(line)).toBe(expected);
  });

  it.each([
    ['no values', []],
    ['an empty value', ['']],
    ['values that are part of ordinary words', ['in', '1', 'yes']],
    ['short words in a file', ['mode=yes\n"a": "in", "b": "1 s"\nname: ing in\npassword in']],
  ])('leaves a line as it is for %s', (_title, values) => {
    expect(createMask(values)('listening in 1 s, yes')).toBe('listening in 1 s, yes');
  });

  it('leaves the address of a registry, which files of settings name as well', () => {
    const mask = createMask(['registry=https://r.test/\n//r.test/:_authToken=npm_hunter2']);
    expect(mask('GET https://r.test/a with npm_hunter2')).toBe('GET https://r.test/a with ***');
  });
});
