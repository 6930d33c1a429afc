import { OciError } from '@nx-docker-multiarch/oci/errors';
import { optionsInvalid, reasonOf, showValue } from './problems.js';

describe('optionsInvalid', () => {
  it('lists each problem once, with its way out', () => {
    const push = { option: 'push', what: 'there is no tag', wayOut: 'Add one.' };
    const tag = { option: 'tags', value: '"x"', what: 'is bad', wayOut: 'Mend it.' };
    const { code, message, hint } = optionsInvalid('api', [push, tag, push]);
    expect(code).toBe('OPTIONS_INVALID');
    expect(message).toBe(
      [
        'Reading the options of api: 2 problems, nothing was built',
        '  - push: there is no tag.\n    Add one.',
        '  - tags "x": is bad.\n    Mend it.',
      ].join('\n'),
    );
    expect(hint).toContain('--help');
  });

  it('counts a single one', () => {
    expect(optionsInvalid('api', [{ option: 'a', what: 'b', wayOut: 'c' }]).message).toContain(
      'api: 1 problem,',
    );
  });
});

test.each<[unknown, string]>([
  ['a"b', '"a\\"b"'],
  [{ a: [1] }, '{"a":[1]}'],
  [undefined, 'undefined'],
  ['https://me:pw@acme.test/x?token=1', '"https://acme.test/x?…"'],
  ['x'.repeat(200), `"${'x'.repeat(119)}…`],
])('%j is shown', (value, expected) => {
  expect(showValue(value)).toBe(expected);
});

test('the reason of a parser, without the text', () => {
  expect(reasonOf(new OciError('PLATFORM_INVALID', 'Reading platform "a\\": b": not it'))).toBe('not it');
  expect(() => reasonOf(new TypeError('a bug'))).toThrow(TypeError);
});
