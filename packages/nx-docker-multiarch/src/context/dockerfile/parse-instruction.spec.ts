import { parseDockerfile } from './parse-dockerfile.js';

function parseOne(text: string) {
  const instruction = parseDockerfile(`FROM scratch\n${text}\n`, 'Dockerfile').stages[0]?.instructions[0];
  if (!instruction) throw new Error('no instruction');
  const { line: _line, endLine: _endLine, source: _source, heredocs: _heredocs, ...rest } = instruction;
  return rest;
}

const path = (text: string) => ({ kind: 'path', path: text });
const copy = { kind: 'COPY', link: false, parents: false, exclude: [] };
const add = { kind: 'ADD', link: false, keepGitDir: false, exclude: [] };
const run = { kind: 'RUN', mounts: [], devices: [] };
const check = { intervalNs: 0, timeoutNs: 0, startPeriodNs: 0, startIntervalNs: 0, retries: 0 };
const shell = (text: string) => ({ form: 'shell', text });
const exec = (...args: string[]) => ({ form: 'exec', args });

describe('parseInstruction', () => {
  it.each<[string, object]>([
    [
      'ENV A=1 B="x y" C=a\\ b',
      {
        kind: 'ENV',
        legacy: false,
        pairs: [
          { name: 'A', value: '1' },
          { name: 'B', value: '"x y"' },
          { name: 'C', value: 'a\\ b' },
        ],
      },
    ],
    ['ENV A  b "c"  d', { kind: 'ENV', legacy: true, pairs: [{ name: 'A', value: 'b "c"  d' }] }],
    ['LABEL "a b"=c', { kind: 'LABEL', legacy: false, pairs: [{ name: '"a b"', value: 'c' }] }],
    ['ENV A=', { kind: 'ENV', legacy: false, pairs: [{ name: 'A', value: '' }] }],
    [
      'ARG A B=1 C="x y"',
      { kind: 'ARG', args: [{ name: 'A' }, { name: 'B', value: '1' }, { name: 'C', value: '"x y"' }] },
    ],
    ['COPY a b /c/', { ...copy, sources: [path('a'), path('b')], destination: '/c/' }],
    ['COPY ["a b", "c"]', { ...copy, sources: [path('a b')], destination: 'c' }],
    [
      'COPY --from=x --chown=1:$G --chmod=0644 --link --parents --exclude=a --exclude=b a /',
      {
        ...copy,
        from: 'x',
        chown: '1:$G',
        chmod: '0644',
        link: true,
        parents: true,
        exclude: ['a', 'b'],
        sources: [path('a')],
        destination: '/',
      },
    ],
    ['COPY --link=False -- --a /', { ...copy, sources: [path('--a')], destination: '/' }],
    [
      'COPY --from="x" --chown=a\\ b a /',
      { ...copy, from: 'x', chown: 'a b', sources: [path('a')], destination: '/' },
    ],
    [
      'ADD --checksum=$C --keep-git-dir --unpack=false --link=true https://x/y /',
      {
        ...add,
        checksum: '$C',
        keepGitDir: true,
        unpack: false,
        link: true,
        sources: [path('https://x/y')],
        destination: '/',
      },
    ],
    ['ADD a /', { ...add, sources: [path('a')], destination: '/' }],
    ['RUN a  b', { ...run, command: shell('a  b') }],
    ['RUN ["a", "b c"]', { ...run, command: exec('a', 'b c') }],
    ['RUN', { ...run, command: shell('') }],
    [
      'RUN --network=none --security=insecure --device=gpu a',
      { ...run, network: 'none', security: 'insecure', devices: ['gpu'], command: shell('a') },
    ],
    [
      'RUN --mount=target=/x --mount=TYPE=cache,target=$T,ro a',
      {
        ...run,
        command: shell('a'),
        mounts: [
          { type: 'bind', attributes: new Map([['target', '/x']]) },
          {
            type: 'cache',
            attributes: new Map([
              ['type', 'cache'],
              ['target', '$T'],
              ['ro', ''],
            ]),
          },
        ],
      },
    ],
    [
      String.raw`RUN --mount=type=$T,\"source=a,b\" a`,
      {
        ...run,
        command: shell('a'),
        mounts: [
          {
            type: '$T',
            attributes: new Map([
              ['type', '$T'],
              ['source', 'a,b'],
            ]),
          },
        ],
      },
    ],
    ['CMD ["a"]', { kind: 'CMD', command: exec('a') }],
    ['CMD  [ "a" , "\\u00e9" ] ', { kind: 'CMD', command: exec('a', 'é') }],
    ["CMD ['a']", { kind: 'CMD', command: shell("['a']") }],
    ['CMD ["a"] b', { kind: 'CMD', command: shell('["a"] b') }],
    ['CMD', { kind: 'CMD', command: shell('') }],
    ['ENTRYPOINT []', { kind: 'ENTRYPOINT', command: exec() }],
    ['WORKDIR /a b', { kind: 'WORKDIR', path: '/a b' }],
    ['USER a:b', { kind: 'USER', user: 'a:b' }],
    ['EXPOSE 80  $P/udp', { kind: 'EXPOSE', ports: ['80', '$P/udp'] }],
    ['VOLUME /a /b', { kind: 'VOLUME', paths: ['/a', '/b'] }],
    ['VOLUME [" /a b "]', { kind: 'VOLUME', paths: ['/a b'] }],
    ['STOPSIGNAL SIGTERM', { kind: 'STOPSIGNAL', signal: 'SIGTERM' }],
    ['STOPSIGNAL --x=1 9', { kind: 'STOPSIGNAL', signal: '9' }],
    ['SHELL ["/bin/bash", "-c"]', { kind: 'SHELL', shell: ['/bin/bash', '-c'] }],
    ['MAINTAINER a <b>', { kind: 'MAINTAINER', maintainer: 'a <b>' }],
    ['onbuild copy --nope a  b', { kind: 'ONBUILD', trigger: 'copy --nope a  b' }],
    ['HEALTHCHECK none', { kind: 'HEALTHCHECK' }],
    ['HEALTHCHECK --nope NONE', { kind: 'HEALTHCHECK' }],
    ['HEALTHCHECK cmd a  b', { kind: 'HEALTHCHECK', check: { ...check, command: shell('a  b') } }],
    [
      'HEALTHCHECK --interval=1.5h2m --timeout=500ms --start-period=0 --start-interval=2s --retries=3 CMD ["a"]',
      {
        kind: 'HEALTHCHECK',
        check: {
          command: exec('a'),
          intervalNs: 5520e9,
          timeoutNs: 5e8,
          startPeriodNs: 0,
          startIntervalNs: 2e9,
          retries: 3,
        },
      },
    ],
  ])('reads %s', (text, expected) => {
    expect(parseOne(text)).toEqual(expected);
  });

  it.each([
    ['COPY --frm=x a /', 'COPY has no flag --frm', 'Did you mean --from?'],
    ['COPY --form a /', 'COPY has no flag --form', 'Did you mean --from?'],
    ['CMD --x=1 a', 'CMD has no flag --x', 'It takes none.'],
    ['COPY --checksum=1 a /', 'COPY has no flag --checksum', 'It takes --chown'],
    ['COPY --from x a /', 'the flag --from of COPY has no value', 'Write --from=…'],
    ['COPY --from=a --from=b a /', 'COPY has the flag --from twice', 'Remove'],
    ['COPY --link=yes a /', 'the flag --link of COPY has the value "yes"', 'Write --link=true'],
    ['COPY --link= a /', 'the flag --link of COPY has the value ""', 'Write --link=true'],
    ['COPY --from=$X a /', 'COPY --from=$X holds a variable', 'Put "FROM … AS'],
    ['COPY --toString=1 a /', 'COPY has no flag --toString', 'It takes'],
    ['COPY a', 'COPY has no destination', 'Write it like COPY'],
    ['COPY ["a"]', 'COPY has no destination', 'Write it like COPY'],
    ['COPY', 'COPY needs an argument', 'Write it like COPY'],
    ['COPY [1, 2]', 'the JSON array holds something else than strings', 'double quotes'],
    ['RUN --mount=type=foo a', 'the type of RUN --mount is "foo"', 'It can be bind, cache'],
    ['RUN --mount=type=binds a', 'the type of RUN --mount is "binds"', 'Did you mean bind?'],
    ['RUN --mount=from=$X,target=/ a', 'RUN --mount=from=$X holds a variable', 'Put "FROM … AS'],
    [
      String.raw`RUN --mount=a\"b a`,
      String.raw`RUN --mount="a\"b" has a quote in the wrong place`,
      'Put a whole field',
    ],
    ['RUN --network=foo a', 'RUN --network is "foo"', 'It can be default'],
    ['ENV A', 'ENV has a name without a value', 'Write it like ENV A=value'],
    ['ENV', 'ENV needs an argument', 'Write it like ENV NAME=value'],
    ['LABEL a=b c', 'LABEL has "c" without "="', 'double quotes'],
    ['LABEL =b', 'LABEL has a value without a name', 'Write it like'],
    ['ARG =b', 'ARG has a value without a name', 'Write it like'],
    ['ARG', 'ARG needs an argument', 'Write it like'],
    ['WORKDIR', 'WORKDIR needs an argument', 'Write it like WORKDIR /app'],
    ['USER', 'USER needs an argument', 'Write it like'],
    ['EXPOSE', 'EXPOSE needs an argument', 'Write it like'],
    ['VOLUME', 'VOLUME needs an argument', 'Write it like'],
    ['VOLUME [""]', 'VOLUME has an empty path', 'Write it like'],
    ['VOLUME []', 'VOLUME has an empty path', 'Write it like'],
    ['STOPSIGNAL', 'STOPSIGNAL needs an argument', 'Write it like'],
    ['MAINTAINER', 'MAINTAINER needs an argument', 'Write it like'],
    ['SHELL bash -c', 'SHELL has no JSON array', 'Write it like SHELL ['],
    ['SHELL []', 'SHELL has no JSON array', 'Write it like SHELL ['],
    ['ONBUILD', 'ONBUILD needs an argument', 'Write it like'],
    ['ONBUILD onbuild RUN a', "ONBUILD can't trigger ONBUILD", 'Remove'],
    ['ONBUILD FROM a', "ONBUILD can't trigger FROM", 'Remove'],
    ['HEALTHCHECK', 'HEALTHCHECK needs an argument', 'Write it like'],
    ['HEALTHCHECK NONE a', 'HEALTHCHECK NONE takes nothing more', 'Write it like'],
    ['HEALTHCHECK curl a', 'HEALTHCHECK has no type "curl"', 'CMD'],
    ['HEALTHCHECK CMD', 'HEALTHCHECK CMD has no command', 'Write it like'],
    ['HEALTHCHECK CMD []', 'HEALTHCHECK CMD has no command', 'Write it like'],
    ['HEALTHCHECK --interval=5 CMD a', 'HEALTHCHECK --interval=5 is no duration', '30s'],
    ['HEALTHCHECK --timeout=1us CMD a', 'HEALTHCHECK --timeout=1us is not between', '30s'],
    ['HEALTHCHECK --timeout=-1s CMD a', 'HEALTHCHECK --timeout=-1s is not between', '30s'],
    ['HEALTHCHECK --retries=-1 CMD a', 'HEALTHCHECK --retries=-1 is no number', '--retries=3'],
    ['HEALTHCHECK --intervall=1s CMD a', 'HEALTHCHECK has no flag --intervall', 'Did you mean --interval?'],
  ])('refuses %s', (text, message, hint) => {
    expect(() => parseOne(text)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INVALID',
        message: expect.stringContaining(`Reading Dockerfile:2: ${message}`),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});
