import { expandBody, expandWord, expandWords, type ExpandOptions } from './expand-word.js';

const VALUES = new Map([
  ['V', 'foo/bar/baz.tar.gz'],
  ['E', ''],
  ['S', 'a b  c'],
  ['STARS', 'a*b*c'],
]);
const lookup = (name: string): string | undefined => VALUES.get(name);
const options: ExpandOptions = { escape: '\\', place: { name: 'Dockerfile', line: 7 } };

/** As BuildKit 0.25 expands them, each tried there, with V, E and S as above and N unset. */
describe('expandWord', () => {
  it.each([
    ['$V', 'foo/bar/baz.tar.gz'],
    ['${V}', 'foo/bar/baz.tar.gz'],
    ['x${V}y', 'xfoo/bar/baz.tar.gzy'],
    ['$Vx', ''],
    ['${N:-w}', 'w'],
    ['${N-w}', 'w'],
    ['${E:-w}', 'w'],
    ['${E-w}', ''],
    ['${E:+w}', ''],
    ['${E+w}', 'w'],
    ['${V:+w}', 'w'],
    ['${N+w}', ''],
    ['${V#*/}', 'bar/baz.tar.gz'],
    ['${V##*/}', 'baz.tar.gz'],
    ['${V%/*}', 'foo/bar'],
    ['${V%%/*}', 'foo'],
    ['${V%%.*}', 'foo/bar/baz'],
    ['${V/bar/X}', 'foo/X/baz.tar.gz'],
    ['${V/a/X}', 'foo/bXr/baz.tar.gz'],
    ['${V//a/X}', 'foo/bXr/bXz.tXr.gz'],
    ['${V//a/}', 'foo/br/bz.tr.gz'],
    ['${V/b?r/X}', 'foo/X/baz.tar.gz'],
    ['${V//b*r/X}', 'foo/X.gz'],
    ['${V//\\//_}', 'foo_bar_baz.tar.gz'],
    ['${V/\\//\\/\\/}', String.raw`foo\/\/bar/baz.tar.gz`],
    ['${V/a/\\}}', String.raw`foo/b\}r/baz.tar.gz`],
    ['${V//?/x}', 'xxxxxxxxxxxxxxxxxx'],
    ['${V//*/x}', 'x'],
    ['${V///x}', 'xfxoxox/xbxaxrx/xbxaxzx.xtxaxrx.xgxzx'],
    ['${V/a/x/y}', 'foo/bx/yr/baz.tar.gz'],
    ['${N:-${V#*/}}', 'bar/baz.tar.gz'],
    ['${N:-"qr"}', 'qr'],
    ["${N:-'q'}", 'q'],
    ['"${N:-\'q\'}"', 'q'],
    ['${N:-a}b}', 'ab}'],
    [String.raw`\$V`, '$V'],
    [String.raw`"\$V"`, '$V'],
    [String.raw`'\$V'`, String.raw`\$V`],
    ['$', '$'],
    ['$/', '$/'],
    ['$1', ''],
    ['$10', ''],
    ['$@', ''],
    ['$?', ''],
    ['$$V', 'V'],
    ['${V#f?o}', '/bar/baz.tar.gz'],
    ['${V%a?*}', 'foo/bar/baz.t'],
    ['"${V:-a b}"', 'foo/bar/baz.tar.gz'],
    ['"${S}"', 'a b  c'],
    ['${S}', 'a b  c'],
    ['${V/[o]/x}', 'foo/bar/baz.tar.gz'],
    ['${V//o/\\$x}', String.raw`f\\/bar/baz.tar.gz`],
    ['${V//o/$E}', 'f/bar/baz.tar.gz'],
    ['${V/$N/x}', 'xfoo/bar/baz.tar.gz'],
    ['${V+a\\}b}', 'a}b'],
    ['${V/a/$$}', 'foo/br/baz.tar.gz'],
    ['${N:-\\$V}', '$V'],
    ['${N:-\\\\}', '\\'],
    ['"${N:-\\x}"', 'x'],
    ['"\\x\\\\\\`"', '\\x\\\\`'],
    ['"a$"', 'a$'],
    ['${V#}', 'foo/bar/baz.tar.gz'],
    ['${V%%}', 'foo/bar/baz.tar.gz'],
    ['${V##}', 'foo/bar/baz.tar.gz'],
    ['ü$ü', 'ü'],
    ['${É:-x}', 'x'],
    ['a\\', 'a'],
    ['${V:?w}', 'foo/bar/baz.tar.gz'],
    ['${E?w}', ''],
    ['${1}', ''],
    ['${@:-x}', 'x'],
    ['${-}', ''],
    ['$(x)', '$(x)'],
    ['`x`', '`x`'],
    ['${V#a\\\\b}', 'foo/bar/baz.tar.gz'],
    ['${V//o/$1}', 'f/bar/baz.tar.gz'],
    ['"${V//o/\\$0}"', String.raw`f\o\o/bar/baz.tar.gz`],
    ['${V//a*\\//_}', 'foo/b_baz.tar.gz'],
    ['"${N:-"in ner"}"', 'in ner'],
    ['${V%.*.*}', 'foo/bar/baz'],
    ['${V#*\\*}', 'foo/bar/baz.tar.gz'],
    [String.raw`\a\\b`, String.raw`a\b`],
    ['"a\'b"c\'d"e\'', 'a\'bcd"e'],
    ['${V:-}', 'foo/bar/baz.tar.gz'],
    ['"$V$E$N."', 'foo/bar/baz.tar.gz.'],
    ['${V/o\\*/x}', 'foo/bar/baz.tar.gz'],
    ['${N:-$V/${E:-e}}', 'foo/bar/baz.tar.gz/e'],
  ])('reads %s', (text, expected) => {
    expect(expandWord(text, lookup, options).text).toBe(expected);
  });

  it.each([
    ['${V%\\.gz}', 'stands before none of'],
    ['${V%.g\\z}', 'stands before none of'],
    ['${N:?}', 'variable N has no value'],
    ['${N?w}', 'variable N has no value: w'],
    ['"${N?w m}"', 'variable N has no value: w m'],
    ['${E:?w}', 'variable E has no value: w'],
    ['${V:#x}', 'there is no "${V:#…}"'],
    ['${', 'there is no "'],
    ['${V', 'there is no "${'],
    ['${}', 'not followed by a name'],
    ['${{V}}', 'not followed by a name'],
    ['${:x}', 'not followed by a name'],
    ['${V!x}', 'there is no "${'],
    ['${V:x}', 'there is no "${'],
    ['${N:-', 'there is no "'],
    ['"${V"', 'there is no "${'],
    ['"a', 'a " has no partner'],
    ["'a", "a ' has no partner"],
    ['${V/a}', 'there is no "/"'],
    ['${V/a/b', 'there is no "'],
    ['${V^}', 'there is no "${'],
    ['${V[0]}', 'there is no "${'],
  ])('refuses %s', (text, what) => {
    expect(() => expandWord(text, lookup, options)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INVALID',
        message: expect.stringMatching(/^Reading Dockerfile:7: expanding /),
      }),
    );
    expect(() => expandWord(text, lookup, options)).toThrow(what);
  });

  it('escapes with a backtick where the directive says so', () => {
    const { text } = expandWord('C:\\$E`$V"`"`x"', lookup, { ...options, escape: '`' });
    expect(text).toBe('C:\\$V"`x');
  });

  it('names the variables that have no value, but not those with a default for it', () => {
    const { undefinedNames } = expandWord('$N ${M} ${D:-x} ${P+x} ${Q#a} $N $V $E', lookup, options);
    expect(undefinedNames).toEqual(['N', 'M', 'Q']);
  });

  it.each([
    ['nesting', '${N:-'.repeat(200_000)],
    ['a pattern of many stars', `\${V#${'*a'.repeat(20_000)}}`],
    ['braces without a name', '${'.repeat(300_000)],
    ['dollars', `${'$'.repeat(500_000)}'`],
  ])('refuses %s in good time', (_title, text) => {
    expect(() => expandWord(text, () => 'a'.repeat(1000), options)).toThrow(
      expect.objectContaining({ code: 'DOCKERFILE_INVALID' }),
    );
  });

  it('refuses what doubles with each line', () => {
    let value = 'a';
    const grow = (): void => {
      for (let line = 0; line < 60; line++) value = expandWord('"$A$A"', () => value, options).text;
    };
    expect(grow).toThrow('more than 1048576 characters');
  });
});

describe('expandWords', () => {
  it.each([
    ['one word', '80', ['80']],
    ['words of a variable', '$S', ['a', 'b', 'c']],
    ['a quoted variable', '"$S"', ['a b  c']],
    ['words beside a variable', 'x$S y', ['xa', 'b', 'c', 'y']],
    ['an escaped blank', 'a\\ b', ['a b']],
    ['nothing', '$N ""', []],
    ['a default, which swallows what stands before it', '80${N:-81} 82', ['81', '82']],
  ])('splits %s', (_title, text, words) => {
    expect(expandWords(text, lookup, options).words).toEqual(words);
  });
});

describe('expandBody', () => {
  it.each([
    ['quotes stay', `"$V" '$V'`, `"foo/bar/baz.tar.gz" 'foo/bar/baz.tar.gz'`],
    ['a lone quote stays', `it's`, `it's`],
    ['escapes go', String.raw`\n \$V \\`, String.raw`n $V ` + '\\'],
    ['line ends stay', '$V\r\n\t$E\n', 'foo/bar/baz.tar.gz\r\n\t\n'],
  ])('%s', (_title, text, expected) => {
    expect(expandBody(text, lookup, options.place).text).toBe(expected);
  });
});
