import { createIgnore } from './create-ignore.js';

const ignoreOf = (text: string) => createIgnore(text, '/ws/.dockerignore');

// The text of the file; what it leaves out; what it does not.
type Row = readonly [text: string, ignored: readonly string[], included: readonly string[]];

function describeRules(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    it.each(rows.flatMap(([text, ignored]) => ignored.map((path) => [text, path])))(
      '%j leaves out %j',
      (text, path) => expect(ignoreOf(text).ignores(path)).toBe(true),
    );
    it.each(rows.flatMap(([text, , included]) => included.map((path) => [text, path])))(
      '%j keeps %j',
      (text, path) => expect(ignoreOf(text).ignores(path)).toBe(false),
    );
  });
}

describeRules('lines', [
  ['', [], ['a']],
  ['a', ['a'], ['b']],
  ['a\r\nb\r\n', ['a', 'b'], ['c']],
  ['#a\na b', ['a b'], ['#a', 'a']],
  [' #a', ['#a'], []],
  ['\\#a', ['#a'], ['\\#a']],
  ['\ufeffa', ['a'], []],
  ['\ufeff#a', [], ['a', '#a']],
  ['\t a \u00a0', ['a'], [' a']],
  ['\n\n  \na', ['a'], ['']],
]);

describeRules('paths', [
  ['/a', ['a'], ['b/a']],
  ['./a/', ['a', 'a/b'], ['b/a']],
  ['//a//b/', ['a/b'], ['a']],
  ['a/../b', ['b'], ['a']],
  ['../a', [], ['a']],
  ['/../a', ['a'], []],
  ['.', [], ['a']],
  ['/', [], ['a']],
  ['!.', [], ['a']],
  ['a/.', ['a'], []],
]);

describeRules('wildcards', [
  ['*', ['a', '.a', 'a/b'], []],
  ['*.log', ['a.log', '.log', 'a.log/b'], ['a.logs', 'b/a.log', 'alog']],
  ['a*', ['a', 'ab', 'ab/c'], ['b', 'b/a']],
  ['*/b', ['a/b', 'a/b/c'], ['b', 'a/c/b']],
  ['a/*/c', ['a/b/c'], ['a/c', 'a/b/b/c']],
  ['a?', ['ab', 'aé', 'a😀'], ['a', 'abc', 'a/b']],
  ['?', ['a'], ['ab']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
  ['[^a-c]x', ['dx', '-x'], ['ax', 'x']],
  ['[!a]', ['!', 'a'], ['b']],
  ['a[^b]c', ['axc', 'a/c'], ['abc']],
  ['[a\\-c]', ['a', '-', 'c'], ['b']],
  ['[\\]]', [']'], ['\\']],
  ['a]*', ['a]b'], ['a']],
  ['[a^]', ['a', '^'], ['b']],
  ['[.]', ['.'], ['a']],
  ['[é-ü]', ['ö'], ['e']],
  ['a.c*', ['a.c'], ['abc']],
  ['a+(b){c}|$*', ['a+(b){c}|$'], ['aab']],
  ['\\*', ['*'], ['a']],
  ['\\?', ['?'], ['a']],
  ['\\[a]', ['[a]'], ['a']],
  ['\\!a', ['!a'], ['a']],
  ['^a', ['^a'], ['a']],
]);

describeRules('double stars', [
  ['**', ['a', 'a/b'], []],
  ['**/a', ['a', 'b/a', 'b/c/a', 'a/b'], ['ba', 'ab']],
  ['**/*.map', ['x.map', 'a/x.map', 'a/b/x.map'], ['x.maps']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b', 'a/b/c'], ['a/xb', 'b']],
  ['**/a/**', ['a/b', 'x/a/b'], ['a', 'x/a']],
  ['**/a/**/c', ['a/c', 'x/a/b/c'], ['c', 'a/xc']],
  ['**/.git', ['.git', 'a/.git/HEAD'], ['a.git']],
  ['***', ['a', 'a/b'], []],
  // Where it touches other text, it is what moby's matcher makes of it.
  ['**b', ['b', 'ab', 'a/ab'], ['ba']],
  ['**b?', ['bc', 'a/bc'], ['abc']],
  ['a**', ['a', 'ab', 'a/b'], ['b']],
  ['a**b', ['ab', 'ax/b'], ['axb']],
]);

describeRules('exceptions', [
  ['*\n!a', ['b'], ['a', 'a/b']],
  ['!a\n*', ['a'], []],
  ['* \n! a', ['b'], ['a']],
  ['a\n!a/b', ['a', 'a/c'], ['a/b', 'a/b/c']],
  ['a/*\n!a/b\na/b/c', ['a/b/c', 'a/d'], ['a', 'a/b', 'a/b/d']],
  ['**\n!**/*.ts', ['a.js', 'a'], ['a.ts', 'a/b/c.ts']],
  ['!!a\n', [], ['!a']],
  ['*\n!!a', ['a'], ['!a']],
  ['*\n/!a', ['b'], ['a']],
  ['*.md\n!README*.md\nREADME-secret.md', ['a.md', 'README-secret.md'], ['README.md']],
  // BuildKit's trap, measured: the rule that changed nothing for the folder is not known to have matched it.
  ['a/b\n!a', ['a/b'], ['a', 'a/c']],
  ['a\n!a/x\na', ['a', 'a/y'], ['a/x']],
]);

describe('errors', () => {
  it.each([
    ['a [ without ]', 'a[b', 'its [ has no ]'],
    ['an empty class', '[]', 'a "]" in its […] needs a \\ before it'],
    ['a - at the start of a class', '[-a]', 'a "-" in its […] needs a \\ before it'],
    ['a - at the end of a class', '[a-]', 'a "]" in its […] needs a \\ before it'],
    ['a range that runs backwards', '[z-a]', 'the range in its […] runs backwards'],
    ['a \\ at the end', 'a\\', 'nothing follows its \\'],
    ['a \\ at the end of a class', '[a\\', 'nothing follows its \\'],
    ['an escaped letter', '\\d*', 'BuildKit misreads "\\d"; write "d"'],
    ['an escaped letter in a class', '[\\w]', 'BuildKit misreads "\\w"; write "w"'],
    ['a star in a class', '[a*]', 'BuildKit misreads "*" within […]; write "\\*"'],
    ['a class of a regular expression', '[[:alpha:]]', 'BuildKit misreads "[" within […]; write "\\["'],
    ['a ^ beside a wildcard', '^*', 'BuildKit misreads "^" here; write "\\^"'],
  ])('names file and line of %s', (_title, pattern, what) => {
    expect(() => ignoreOf(`a\n!${pattern}`)).toThrow(
      expect.objectContaining({
        code: 'CONTEXT_INVALID',
        message: `Reading /ws/.dockerignore, line 2: the pattern "${pattern}" is not valid: ${what}`,
      }) as Error,
    );
  });

  it.each(['!', '! ', '!/'])('refuses %j', (text) => {
    expect(() => ignoreOf(text)).toThrow('Reading /ws/.dockerignore, line 1: a "!" without a pattern');
  });

  it('refuses a line that is no line of a text', () => {
    expect(() => ignoreOf('a'.repeat(65_536))).toThrow('line 1: it has more than 65535 characters');
  });
});

describe('ruleFor', () => {
  it('gives the line that counts, with the text as it is written', () => {
    const ignore = ignoreOf('# build\nnode_modules\n\n  ./dist/ \n!dist/api\ndist/api/*.map');
    expect(ignore.ruleFor('dist/web/a.js')).toEqual({ line: 4, text: './dist/' });
    expect(ignore.ruleFor('dist/api/a.map')).toEqual({ line: 6, text: 'dist/api/*.map' });
    expect(ignore.ruleFor('dist/api/a.js')).toBeUndefined();
  });
});

describe('mayContainIncluded', () => {
  it.each([
    ['a', 'a', false],
    ['a\n!a/b/c', 'a', true],
    ['a\n!a/b/c', 'a/b', true],
    ['a\n!a/b/c', 'a/d', false],
    ['a\n!a/b', 'ab', false],
    ['*\n!a', 'b', false],
    ['*\n!*/x', 'b', true],
    ['*\n!*/x', 'b/c', false],
    ['*\n!**/x', 'b/c/d', true],
    ['*\n!a/**', 'b', false],
    ['*\n!a?c/d', 'abc', true],
    ['*\n!a?c/d', 'abd', false],
    ['**/node_modules\n!packages/*/src', 'node_modules', false],
  ])('%j, folder %j: %j', (text, directory, expected) => {
    expect(ignoreOf(text).mayContainIncluded(directory)).toBe(expected);
  });
});
