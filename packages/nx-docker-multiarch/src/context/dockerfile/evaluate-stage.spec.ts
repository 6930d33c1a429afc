import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { evaluateStage } from './evaluate-stage.js';
import { parseDockerfile } from './parse-dockerfile.js';
import { planStages } from './plan-stages.js';
import { startScope, type Scope } from './scope.js';

/** All stages evaluated, one after the other; the last one's evaluation. */
function evaluate(text: string, args: Readonly<Record<string, string>> = {}, env: readonly string[] = []) {
  const plan = planStages(parseDockerfile(text, 'Dockerfile'), {
    platform: parsePlatform('linux/arm64'),
    buildPlatform: parsePlatform('linux/amd64'),
    buildArgs: new Map(Object.entries(args)),
    namedContexts: new Set(),
  });
  const scopes = new Map<number, Scope>();
  let last: ReturnType<typeof evaluateStage> | undefined;
  for (const planned of plan.stages) {
    const { base } = planned;
    const start = (base.kind === 'stage' && scopes.get(base.index)) || startScope(env);
    last = evaluateStage(plan, planned, start);
    scopes.set(planned.stage.index, last.scope);
  }
  if (!last) throw new Error('no stage');
  return last;
}

/** The labels of the last stage. */
function labels(text: string, args?: Readonly<Record<string, string>>, env?: readonly string[]) {
  const pairs = evaluate(text, args, env).steps.flatMap(({ expanded }) =>
    expanded.kind === 'LABEL' ? expanded.pairs : [],
  );
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}

const lines = (...all: string[]): string => all.join('\n') + '\n';

/** Each tried with BuildKit 0.25. */
describe('variables', () => {
  it.each<[string, string, Readonly<Record<string, string>>, Readonly<Record<string, string>>?]>([
    [
      'one line sees the values from before it',
      lines('FROM scratch', 'ENV A=1', 'ENV A=2 B=$A', 'LABEL a=$A b=$B'),
      { a: '2', b: '1' },
    ],
    ['one ARG line sees its own values', lines('FROM scratch', 'ARG A=1 B=$A', 'LABEL b=$B'), { b: '1' }],
    ['ENV after ARG', lines('FROM scratch', 'ARG X=b', 'ENV X=a', 'LABEL x=$X'), { x: 'a' }],
    ['ARG after ENV', lines('FROM scratch', 'ENV X=a', 'ARG X=b', 'LABEL x=$X'), { x: 'b' }],
    [
      'a build argument after ENV',
      lines('FROM scratch', 'ENV X=a', 'ARG X', 'LABEL x=$X'),
      { x: 'c' },
      { X: 'c' },
    ],
    [
      'an ARG without a value hides no ENV',
      lines('FROM scratch', 'ENV X=a', 'ARG X', 'LABEL x=$X'),
      { x: 'a' },
    ],
    [
      'a stage inherits both; ENV wins over ARG',
      lines('FROM scratch AS one', 'ENV X=a', 'ARG X=b', 'ARG Y=y', 'FROM one', 'LABEL x=$X y=$Y'),
      { x: 'a', y: 'y' },
    ],
    [
      'another stage inherits nothing',
      lines('FROM scratch AS one', 'ENV X=a', 'FROM scratch', 'COPY --from=one a b', 'LABEL x=$X'),
      { x: '' },
    ],
    [
      'a global ARG only where it is declared',
      lines('ARG A=1', 'ARG B=${A}2', 'FROM scratch', 'ARG B', 'LABEL a=$A b=$B'),
      { a: '', b: '12' },
    ],
    [
      'a default of its own wins over a global one',
      lines('ARG A=1', 'FROM scratch', 'ARG A=2', 'ARG A', 'LABEL a=$A'),
      { a: '1' },
    ],
    [
      'a build argument is taken as it is',
      lines('FROM scratch', 'ARG A=$B', 'LABEL a=$A'),
      { a: '$X"q"\\' },
      { A: '$X"q"\\' },
    ],
    ['a build argument that is not declared', lines('FROM scratch', 'LABEL a=$A'), { a: '' }, { A: '1' }],
    [
      'a default that fails but is not needed',
      lines('FROM scratch', 'ARG A=${X:?no}', 'LABEL a=$A'),
      { a: '1' },
      { A: '1' },
    ],
    [
      'predefined ones only where they are declared',
      lines(
        'FROM scratch',
        'LABEL a=$TARGETARCH',
        'ARG TARGETARCH',
        'ARG BUILDPLATFORM',
        'ARG TARGETVARIANT',
        'LABEL b=$TARGETARCH c=$BUILDPLATFORM d=x${TARGETVARIANT-y}',
      ),
      { a: '', b: 'arm64', c: 'linux/amd64', d: 'x' },
    ],
    [
      'a global one that shadows a predefined one',
      lines('ARG TARGETARCH=zz', 'FROM scratch', 'ARG TARGETARCH', 'LABEL a=$TARGETARCH'),
      { a: 'zz' },
    ],
    [
      'a global one without a value shadows nothing',
      lines('ARG TARGETARCH', 'FROM scratch', 'ARG TARGETARCH', 'LABEL a=$TARGETARCH'),
      { a: 'arm64' },
    ],
    [
      'a proxy only where it is declared',
      lines('FROM scratch', 'LABEL a=$HTTP_PROXY', 'ARG HTTP_PROXY', 'LABEL b=$HTTP_PROXY'),
      { a: '', b: 'x' },
      { HTTP_PROXY: 'x' },
    ],
    [
      'a name made of a variable',
      lines('FROM scratch', 'ENV A=n', 'LABEL $A.x="a $A" \'$A\'=1'),
      { 'n.x': 'a n', $A: '1' },
    ],
    [
      'the old form',
      lines('FROM scratch', 'LABEL a  b "c"   $PATH'),
      { a: 'b c   /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    ],
  ])('%s', (_title, text, expected, args = {}) => {
    expect(labels(text, args)).toEqual(expected);
  });

  it('come from the base image', () => {
    expect(labels('FROM x\nLABEL a=$A p=$PATH e=x$E\n', {}, ['PATH=/bin', 'A=b=c', 'E'])).toEqual({
      a: 'b=c',
      p: '/bin',
      e: 'x',
    });
  });

  it("make up the config's environment without the ARGs, in the order they came", () => {
    const { scope } = evaluate(lines('FROM x', 'ARG A=1', 'ENV B=2 PATH=/x', 'ENV C=3', 'ENV B=4'), {}, [
      'Z=0',
    ]);
    expect([...scope.env]).toEqual([
      ['Z', '0'],
      ['PATH', '/x'],
      ['B', '4'],
      ['C', '3'],
    ]);
  });

  it('that nobody defines are found, but not ARGs without a value', () => {
    const text = lines('FROM scratch', 'ARG A', 'LABEL a=$A b=$NO c=${DEF:-x}', 'USER $OH');
    expect(evaluate(text).undefinedNames).toEqual([
      { line: 3, name: 'NO' },
      { line: 4, name: 'OH' },
    ]);
  });
});

describe('what is expanded', () => {
  it.each<[string, object]>([
    [
      'COPY --chown=$V:$V --chmod=$V --exclude=$V $V/a "/$V/"',
      { chown: 'v:v', chmod: 'v', exclude: ['$V'], sources: [{ path: 'v/a' }], destination: '/v/' },
    ],
    ['COPY ["$V b", "\\\\$V"]', { sources: [{ path: 'v b' }], destination: '$V' }],
    [
      'COPY <<a <<"b" /$V/\n$V "\\$V"\na\n$V\nb',
      { sources: [{ content: 'v "$V"\n' }, { content: '$V\n' }], destination: '/v/' },
    ],
    ['ADD --checksum=sha256:$V https://$V /', { checksum: 'sha256:v', sources: [{ path: 'https://v' }] }],
    [
      'RUN --mount=type=$T,target=/$V echo $V',
      {
        command: { text: 'echo $V' },
        mounts: [
          {
            type: 'cache',
            attributes: new Map([
              ['type', 'cache'],
              ['target', '/v'],
            ]),
          },
        ],
      },
    ],
    ['WORKDIR /$V "x y"', { path: '/v x y' }],
    ['USER $V:$V', { user: 'v:v' }],
    ['EXPOSE $P "$V"', { ports: ['80', '90/udp', 'v'] }],
    ['VOLUME /$V ${V}x', { paths: ['/v', 'vx'] }],
    ['VOLUME ["/$V x"]', { paths: ['/v x'] }],
    ['STOPSIGNAL sig${N:-rtmin+15}', { signal: 'sigrtmin+15' }],
    ['CMD echo $V', { command: { text: 'echo $V' } }],
    ['ENTRYPOINT ["$V"]', { command: { args: ['$V'] } }],
    ['SHELL ["$V"]', { shell: ['$V'] }],
    ['HEALTHCHECK CMD $V', { check: { command: { text: '$V' } } }],
    ['ONBUILD LABEL a=$V', { trigger: 'LABEL a=$V' }],
    ['MAINTAINER $V', { maintainer: '$V' }],
    ['ARG X=$V', { args: [{ name: 'X', value: 'v' }] }],
  ])('in %s', (text, expected) => {
    const { steps } = evaluate(`FROM scratch\nENV V=v T=cache P="80 90/udp"\n${text}\n`);
    expect(steps[1]?.expanded).toMatchObject(expected);
    expect(steps[1]?.written.line).toBe(3);
  });

  it.each([
    [
      'a word that cannot be',
      'LABEL a=${V:?why}',
      'Reading Dockerfile:2: expanding "${V:?why}": variable V has no value: why',
    ],
    ['no signal', 'STOPSIGNAL SIG$V', 'Reading Dockerfile:2: STOPSIGNAL is "SIG"'],
    ['a signal of number 0', 'STOPSIGNAL 0', 'Reading Dockerfile:2: STOPSIGNAL is "0"'],
    ['a volume that is empty', 'VOLUME /a $V', 'Reading Dockerfile:2: a path of VOLUME (/a $V) is empty'],
  ])('refuses %s', (_title, text, message) => {
    expect(() => evaluate(`FROM scratch\n${text}\n`)).toThrow(
      expect.objectContaining({ code: 'DOCKERFILE_INVALID', message: expect.stringContaining(message) }),
    );
  });
});
