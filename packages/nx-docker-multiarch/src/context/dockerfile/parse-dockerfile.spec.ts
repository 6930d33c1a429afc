import { parseDockerfile } from './parse-dockerfile.js';

const lines = (...all: string[]): string => all.join('\n') + '\n';

/** What the instructions below `FROM scratch` say, without where they stand. */
function instructionsOf(text: string) {
  const { stages } = parseDockerfile(text, 'Dockerfile');
  return stages[0]?.instructions.map((instruction) => {
    const { line: _line, endLine: _endLine, source: _source, heredocs: _heredocs, ...rest } = instruction;
    return rest;
  });
}

function label(name: string, value: string) {
  return { kind: 'LABEL', pairs: [{ name, value }], legacy: false };
}

describe('the lines of a Dockerfile', () => {
  it.each([
    ['CRLF', 'FROM scratch\r\nLABEL a=b\\\r\nc\r\n', [label('a', 'bc')]],
    ['a byte order mark', '\uFEFFFROM scratch\nLABEL a=b\n', [label('a', 'b')]],
    ['no line end at the end', 'FROM scratch\nLABEL a=b', [label('a', 'b')]],
    ['white space in front', '  FROM scratch\n\t\u00a0LABEL a=b\n', [label('a', 'b')]],
    ['a continuation within a word', lines('FROM scratch', 'LABEL a=b\\', 'c'), [label('a', 'bc')]],
    ['blanks behind the escape', lines('FROM scratch', 'LABEL \\ \t', 'a=b'), [label('a', 'b')]],
    [
      'an escaped escape, which continues nothing',
      lines('FROM scratch', 'LABEL a=b\\\\', 'LABEL c=d'),
      [label('a', 'b\\\\'), label('c', 'd')],
    ],
    [
      'comments and empty lines in between',
      lines('FROM scratch', 'LABEL \\', '# one', '', '  # two', '  a=b'),
      [label('a', 'b')],
    ],
    ['a continuation at the very end', 'FROM scratch\nLABEL a=b \\', [label('a', 'b')]],
    ['an escape alone on the first line', lines('FROM scratch', '\\', 'LABEL a=b'), [label('a', 'b')]],
    ['a # within a line', lines('FROM scratch', 'LABEL a=#b # c=d e=f'), undefined],
  ])('joins %s', (_title, text, expected) => {
    if (expected) expect(instructionsOf(text)).toEqual(expected);
    else expect(() => instructionsOf(text)).toThrow('Dockerfile:2: LABEL has "#" without "="');
  });

  it('knows where each instruction begins and ends', () => {
    const text = lines(
      '# syntax=x',
      '',
      'ARG A',
      'FROM scratch AS one',
      'COPY <<EOF \\',
      ' /x',
      'body',
      'EOF',
      '',
      'USER a',
    );
    const { globalArgs, stages } = parseDockerfile(text, 'Dockerfile');
    expect(globalArgs).toMatchObject([{ line: 3, endLine: 3 }]);
    expect(stages).toMatchObject([
      {
        line: 4,
        endLine: 4,
        instructions: [
          { line: 5, endLine: 8, source: 'COPY <<EOF  /x' },
          { line: 10, endLine: 10 },
        ],
      },
    ]);
  });
});

describe('parser directives', () => {
  it.each([
    [
      'any case, any blanks',
      lines('#  Escape = `', '# SYNTAX=a/b:1', 'FROM scratch'),
      ['escape=`', 'syntax=a/b:1'],
    ],
    ['behind a byte order mark', lines('\uFEFF# check=skip=all', 'FROM scratch'), ['check=skip=all']],
    ['not below an empty line', lines('', '# escape=`', 'FROM scratch'), []],
    ['not below a comment', lines('# hello', '# escape=`', 'FROM scratch'), []],
    ['not below an unknown one', lines('# foo=bar', '# escape=`', 'FROM scratch'), []],
  ])('are read: %s', (_title, text, expected) => {
    const { directives, escape } = parseDockerfile(text, 'Dockerfile');
    expect(directives.map(({ name, value }) => `${name}=${value}`)).toEqual(expected);
    expect(escape).toBe(expected.includes('escape=`') ? '`' : '\\');
  });

  it('let a backtick escape and continue', () => {
    const text = lines('# escape=`', 'FROM scratch', 'LABEL a=C:\\ `', '  b="`""');
    expect(instructionsOf(text)).toEqual([
      {
        kind: 'LABEL',
        legacy: false,
        pairs: [
          { name: 'a', value: 'C:\\' },
          { name: 'b', value: '"`""' },
        ],
      },
    ]);
  });
});

describe('heredocs', () => {
  const heredoc = (name: string, content: string, expand = true) => ({
    kind: 'heredoc',
    name,
    content,
    expand,
  });
  const path = (text: string) => ({ kind: 'path', path: text });

  it.each([
    ['a body', lines('COPY <<EOF /f', 'a', '', '# b', 'EOF'), [heredoc('EOF', 'a\n\n# b\n')]],
    ['an empty one', lines('COPY <<EOF /f', 'EOF'), [heredoc('EOF', '')]],
    ['one in quotes', lines('COPY <<"EOF" /f', '$a', 'EOF'), [heredoc('EOF', '$a\n', false)]],
    ['one in part in quotes', lines("COPY <<E'O'F /f", '$a', 'EOF'), [heredoc('EOF', '$a\n', false)]],
    ['leading tabs', lines('COPY <<-EOF /f', '\t\ta', '\t b\t', '\tEOF'), [heredoc('EOF', 'a\n b\t\n')]],
    ['two', lines('COPY <<a <<b /d/', 'A', 'a', 'B', 'b'), [heredoc('a', 'A\n'), heredoc('b', 'B\n')]],
    [
      'two of one name, as BuildKit does',
      lines('COPY <<a <<a /d/', 'A', 'a', 'B', 'a'),
      [heredoc('a', 'B\n'), heredoc('a', 'B\n')],
    ],
    ['paths first', lines('ADD <<a x /d/', 'A', 'a'), [path('x'), heredoc('a', 'A\n')]],
    ['a variable in the name, which stays', lines('COPY <<E$X /f', 'a', 'E$X'), [heredoc('E$X', 'a\n')]],
    ['CRLF, which stays', 'COPY <<a /f\r\nA\r\na\r\n', [heredoc('a', 'A\r\n')]],
    ['a file descriptor', lines('COPY 3<<a /f', 'A', 'a'), [heredoc('a', 'A\n')]],
    ['none behind <<<', lines('COPY <<<a /f'), [path('<<<a')]],
    ['none in the JSON form, as BuildKit does', lines('COPY ["<<a", "/f"]'), [heredoc('a', '')]],
    [
      'none on a line whose quotes are not closed',
      lines("COPY it's <<a /f"),
      [path("it's"), heredoc('a', '')],
    ],
  ])('are read: %s', (_title, text, sources) => {
    expect(instructionsOf(`FROM scratch\n${text}`)).toMatchObject([{ sources }]);
  });

  it('belong to RUN, COPY and ADD only', () => {
    expect(instructionsOf(lines('FROM scratch', 'LABEL a=<<EOF', 'LABEL a=b'))).toHaveLength(2);
    const run = parseDockerfile(lines('FROM scratch', 'RUN cat <<a 3<<-b | x', '1', 'a', '\t2', '\tb'), 'D')
      .stages[0];
    expect(run?.instructions).toMatchObject([
      {
        command: { form: 'shell', text: 'cat <<a 3<<-b | x' },
        heredocs: [
          { name: 'a', content: '1\n', chomp: false },
          { name: 'b', content: '\t2\n', chomp: true },
        ],
      },
    ]);
  });

  it('go into a trigger as they are written', () => {
    const text = lines('FROM scratch', 'ONBUILD COPY <<-EOF /f  ', '\ta', '\tEOF');
    expect(instructionsOf(text)).toEqual([{ kind: 'ONBUILD', trigger: 'COPY <<-EOF /f  \n\ta\nEOF' }]);
  });
});

describe('stages', () => {
  it('have a name in lower case, an index, a platform and what they are built on', () => {
    const text = lines(
      'from --platform=$BUILDPLATFORM golang:1.23 as Build',
      'RUN a',
      'FROM scratch',
      'COPY --from=Build a b',
    );
    expect(parseDockerfile(text, 'Dockerfile').stages).toMatchObject([
      {
        index: 0,
        name: 'build',
        base: 'golang:1.23',
        platform: '$BUILDPLATFORM',
        instructions: [{ kind: 'RUN' }],
      },
      { index: 1, base: 'scratch', instructions: [{ kind: 'COPY', from: 'Build' }] },
    ]);
  });
});

describe('what is no Dockerfile', () => {
  it.each([
    ['nothing', '# only a comment\n', 'Dockerfile: it has no FROM', 'Begin with FROM'],
    ['no stage', 'ARG A=1\n', 'Dockerfile: it has no FROM', 'Begin with FROM'],
    [
      'an instruction before FROM',
      'ARG A\nLABEL a=b\nFROM scratch\n',
      'Dockerfile:2: LABEL stands before the first FROM',
      'Move it',
    ],
    [
      'an unknown instruction',
      'FROM scratch\n\nLABLE a=b\n',
      'Dockerfile:3: there is no instruction "LABLE"',
      'Did you mean LABEL?',
    ],
    [
      'a line that is none',
      'FROM scratch\nRUN a &&\n  make it\n',
      'Dockerfile:3: there is no instruction "MAKE"',
      'Begin the line',
    ],
    [
      'a second directive',
      '# escape=`\n# ESCAPE=`\nFROM scratch\n',
      'Dockerfile:2: there is a second directive "escape"',
      'Remove',
    ],
    [
      'another escape',
      '# escape=x\nFROM scratch\n',
      'Dockerfile:1: the directive "escape" is "x"',
      'Write # escape',
    ],
    [
      'a heredoc without end',
      'FROM scratch\nCOPY <<EOF /x\na\n EOF\n',
      'Dockerfile:2: the heredoc "EOF" has no end',
      'Put a line',
    ],
    [
      'a heredoc as destination',
      'FROM scratch\nCOPY a <<b\nb\n',
      'Dockerfile:2: the destination of COPY is a heredoc',
      'Put the heredoc',
    ],
    ['FROM without a base', 'FROM\n', 'Dockerfile:1: FROM has not one argument', 'Write it like FROM'],
    [
      'FROM with a flag behind',
      'FROM scratch --platform=linux/arm64\n',
      'Dockerfile:1: FROM has not one argument',
      'flags go before',
    ],
    ['FROM without a name', 'FROM a AS\n', 'Dockerfile:1: FROM has not one argument', 'Write it like'],
    ['FROM with too much', 'FROM a AS b c\n', 'Dockerfile:1: FROM has not one argument', 'Write it like'],
    ['a bad name', 'FROM a AS 1b\n', 'Dockerfile:1: "1b" is no name for a stage', 'Begin it with a letter'],
    [
      'a line too long',
      `FROM scratch\nLABEL a=${'b'.repeat(65_536)}\n`,
      'Dockerfile:2: the line has more than 65535 bytes',
      'Continue it',
    ],
    [
      'too much',
      '# a comment\n'.repeat(90_000),
      'Dockerfile: it has more than 1048576 bytes',
      'Make it smaller',
    ],
  ])('is refused: %s', (_title, text, message, hint) => {
    expect(() => parseDockerfile(text, 'Dockerfile')).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INVALID',
        message: expect.stringContaining(`Reading ${message}`),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});

test('more stages than any Dockerfile needs are not supported', () => {
  expect(() => parseDockerfile('FROM a\n'.repeat(1_001), 'Dockerfile')).toThrow(
    expect.objectContaining({
      code: 'DOCKERFILE_UNSUPPORTED',
      message: 'Reading Dockerfile:1001: more than 1000 stages',
    }),
  );
});
