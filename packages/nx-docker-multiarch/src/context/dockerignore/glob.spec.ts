import { parseGlob } from './glob.js';

describe('parseGlob', () => {
  it.each([
    ['*', 'a', true],
    ['*', '', true],
    ['**', 'a/b', false],
    ['a**b', 'axb', true],
    ['*.js', 'a.js', true],
    ['*.js', 'a.jsx', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['[ab]?', 'bc', true],
    ['😀?', '😀😀', true],
  ])('of a name, in which ** is but a star: %j, %j: %j', (pattern, name, expected) => {
    expect(parseGlob(pattern, 'name', 'Testing').matches(name)).toBe(expected);
  });

  // Matched by going back at each star, none of these would end in this century.
  it.each([
    ['stars', `${'a*'.repeat(100)}b`, 'a'.repeat(1000)],
    ['double stars', `${'**/a/'.repeat(100)}b`, 'a/'.repeat(1000)],
    ['both', `${'**/*'.repeat(200)}/b`, 'a/'.repeat(1000)],
    ['classes', `${'*[a-b]'.repeat(100)}c?`, 'ab'.repeat(500)],
  ])('comes to an end: %s', (_title, pattern, text) => {
    expect(parseGlob(pattern, 'path', 'Testing').matches(text)).toBe(false);
  });
});
