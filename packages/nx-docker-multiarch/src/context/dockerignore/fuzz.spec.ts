import fc from 'fast-check';
import { attempt } from '@nx-docker-multiarch/oci/testing';
import { createIgnore } from './create-ignore.js';

const piece = fc.oneof(
  fc.constantFrom(
    '*',
    '**',
    '/',
    '?',
    '[',
    ']',
    '[a-z]',
    '[^',
    '-',
    '\\',
    '!',
    '#',
    '.',
    '..',
    ' ',
    '\n',
    '\r\n',
    '\ufeff',
  ),
  fc.constantFrom('a', 'b', 'dist', 'node_modules', 'é', '\u{1f600}', '\0', '(', '+', '$', '^', '{', '|'),
);
const lines = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
const name = fc.constantFrom(
  'a',
  'b',
  'dist',
  'node_modules',
  'é',
  '[',
  '\\',
  '(a+)+',
  '\u{1f600}',
  'ab',
  '.',
);
const filePath = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

describe('any text', () => {
  it('is a list of rules that answer for any path, the same every time, or an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(lines, fc.string()), fc.array(filePath), async (text, paths) => {
        const answers = await attempt(() => {
          const ignore = createIgnore(text, '.dockerignore');
          return [...paths, ...paths.toReversed()].map((each) => [
            ignore.ignores(each),
            ignore.mayContainIncluded(each),
          ]);
        });
        if (answers) expect(answers.toReversed()).toEqual(answers);
      }),
    );
  });

  it.each([
    ['stars', `${'*a'.repeat(40)}b`, 'a'.repeat(250)],
    ['double stars', `${'**/a/'.repeat(20)}b`, `${'a/'.repeat(120)}a`],
    ['double stars in a name', `${'a**'.repeat(20)}b`, 'a/'.repeat(100)],
    ['question marks', `${'*?'.repeat(40)}b`, 'a'.repeat(250)],
    ['exceptions', `*\n${'!a/**/b\n'.repeat(2_000)}`, `${'a/'.repeat(50)}c`],
  ])('is matched in good time: %s', (_what, text, filename) => {
    const ignore = createIgnore(text, '.dockerignore');
    const start = performance.now();
    ignore.ignores(filename);
    ignore.mayContainIncluded(filename);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
