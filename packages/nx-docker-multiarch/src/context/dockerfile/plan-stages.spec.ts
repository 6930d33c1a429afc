import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile } from './parse-dockerfile.js';
import { planStages } from './plan-stages.js';
import type { Source, StageFacts } from './stage-plan.js';

interface Given {
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: readonly string[];
}

const ARM = parsePlatform('linux/arm64');
const AMD = parsePlatform('linux/amd64');

function plan(text: string, { target, args = {}, contexts = [] }: Given = {}) {
  const facts: StageFacts = {
    platform: ARM,
    buildPlatform: AMD,
    buildArgs: new Map(Object.entries(args)),
    namedContexts: new Set(contexts),
    ...(target !== undefined && { target }),
  };
  return planStages(parseDockerfile(text.replaceAll(';', '\n'), 'Dockerfile'), facts);
}

const scratch: Source = { kind: 'scratch' };
const stage = (index: number): Source => ({ kind: 'stage', index });
const image = (reference: string, platform = ARM): Source => ({ kind: 'image', reference, platform });
const context = (name: string, platform = ARM): Source => ({ kind: 'context', name, platform });

describe('the base of a stage', () => {
  it.each<[string, string, Source, Given?]>([
    ['scratch', 'FROM scratch', scratch],
    ['an image', 'FROM alpine:3.22', image('alpine:3.22')],
    ['an image for the machine that builds', 'FROM --platform=$BUILDPLATFORM alpine', image('alpine', AMD)],
    [
      'a fixed platform',
      'FROM --platform=linux/arm/v6 alpine',
      image('alpine', parsePlatform('linux/arm/v6')),
    ],
    ['an architecture alone', 'FROM --platform=aarch64 alpine', image('alpine', ARM)],
    ['another name of one', 'FROM --platform=linux/x86_64 alpine', image('alpine', AMD)],
    ['an operating system alone', 'FROM --platform=Linux alpine', image('alpine', AMD)],
    [
      'a variant without its v',
      'FROM --platform=linux/arm/6 alpine',
      image('alpine', parsePlatform('linux/arm/v6')),
    ],
    ['a stage', 'FROM scratch AS a;FROM a', stage(0)],
    ['the nearest of two stages of one name', 'FROM scratch AS a;FROM a AS a;FROM a', stage(1)],
    ['a stage named scratch', 'FROM alpine AS scratch;FROM scratch', stage(0)],
    ['a global ARG', 'ARG V=3;FROM alpine:$V', image('alpine:3')],
    ['a global ARG with quotes', 'ARG B="alpine";FROM ${B}', image('alpine')],
    ['a quoted one', 'ARG B=alpine;FROM "$B"', image('alpine')],
    ['a global ARG of another', 'ARG V=3;ARG B=alpine:$V;FROM $B', image('alpine:3')],
    ['a build argument, as it is', 'ARG V=3;FROM alpine:$V', image('alpine:4'), { args: { V: '4' } }],
    [
      'a build argument without a default',
      'ARG V;FROM alpine:${V:-3}',
      image('alpine:4'),
      { args: { V: '4' } },
    ],
    ['a build argument that is not declared', 'FROM alpine:${V:-3}', image('alpine:3'), { args: { V: '4' } }],
    [
      'a predefined one',
      'FROM alpine:$TARGETARCH-$TARGETOS$TARGETVARIANT-$BUILDARCH',
      image('alpine:arm64-linux-amd64'),
    ],
    ['a predefined one that is shadowed', 'ARG TARGETARCH=x;FROM alpine:$TARGETARCH', image('alpine:x')],
    [
      'a predefined one as build argument',
      'FROM --platform=$TARGETPLATFORM alpine',
      image('alpine', AMD),
      { args: { TARGETPLATFORM: 'linux/amd64' } },
    ],
    ['the stage that is built', 'FROM alpine:$TARGETSTAGE AS last', image('alpine:last')],
    ['the last stage without a name', 'FROM alpine:$TARGETSTAGE', image('alpine:default')],
    [
      'an image that is a named context',
      'FROM alpine',
      context('alpine:latest'),
      { contexts: ['alpine:latest'] },
    ],
    [
      'the same, written out',
      'FROM docker.io/library/alpine:latest',
      context('alpine'),
      { contexts: ['alpine'] },
    ],
    ['not one of another tag', 'FROM alpine:3', image('alpine:3'), { contexts: ['alpine'] }],
    [
      'not one with a digest',
      `FROM alpine@sha256:${'0'.repeat(64)}`,
      image(`alpine@sha256:${'0'.repeat(64)}`),
      { contexts: ['alpine'] },
    ],
    [
      'a stage that a named context replaces',
      'FROM scratch AS a;RUN x;FROM a',
      context('a'),
      { contexts: ['a'] },
    ],
    ['scratch whatever the contexts', 'FROM scratch', scratch, { contexts: ['scratch'] }],
  ])('is %s', (_title, text, base, given = {}) => {
    expect(plan(text, given).stages.at(-1)?.base).toEqual(base);
  });

  it('gives its platform to a stage that is built on it, whatever that one says', () => {
    const { stages } = plan('FROM --platform=$BUILDPLATFORM alpine AS a;FROM --platform=linux/arm64 a');
    expect(stages.map(({ platform }) => platform)).toEqual([AMD, AMD]);
  });

  it('is for the target platform if it is scratch', () => {
    expect(plan('FROM --platform=$BUILDPLATFORM scratch').stages[0]?.platform).toEqual(ARM);
  });
});

describe('the references of a stage', () => {
  it.each<[string, string, readonly Source[], Given?]>([
    ['a name in any case', 'FROM scratch AS Ab;FROM scratch;COPY --from=aB a b', [stage(0)]],
    ['an index', 'FROM scratch;FROM scratch;COPY --from=00 a b', [stage(0)]],
    [
      'the last of two stages of one name',
      'FROM scratch AS a;FROM scratch AS a;FROM scratch;COPY --from=a a b',
      [stage(1)],
    ],
    [
      'an image, for the target platform',
      'FROM --platform=$BUILDPLATFORM x;COPY --from=alpine:3 a b',
      [image('alpine:3')],
    ],
    ['scratch', 'FROM x;COPY --from=scratch a b', [scratch]],
    ['a named context', 'FROM x;COPY --from=assets a b', [context('assets')], { contexts: ['assets'] }],
    [
      'a stage that a named context replaces',
      'FROM x AS a;RUN x;FROM y;COPY --from=a a b',
      [context('a')],
      { contexts: ['a'] },
    ],
    ['the same by index', 'FROM x AS a;RUN x;FROM y;COPY --from=0 a b', [context('a')], { contexts: ['a'] }],
    [
      'mounts',
      'FROM x AS a;FROM y;RUN --mount=from=A --mount=type=cache,target=/c --mount=from=z:1 x',
      [stage(0), image('z:1')],
    ],
    ['a mount knows no index', 'FROM x;FROM y;RUN --mount=from=0 x', [image('0')]],
    ['none', 'FROM x;COPY a b;ADD c d', []],
  ])('%s', (_title, text, sources, given = {}) => {
    expect(
      plan(text, given)
        .stages.at(-1)
        ?.references.map(({ source }) => source),
    ).toEqual(sources);
  });

  it('know their lines', () => {
    expect(plan('FROM x;COPY --from=y:1 a b;RUN a').stages[0]).toMatchObject({
      references: [{ line: 2, from: 'y:1' }],
      runs: [{ line: 3 }],
    });
  });
});

describe('the stages that are built', () => {
  const MANY =
    'FROM a AS one;FROM b AS two;COPY --from=one x x;FROM c AS three;RUN --mount=from=two x;FROM d AS four;FROM three AS five';

  it.each<[string, string, readonly number[], Given?]>([
    ['the last with all it needs, in order', MANY, [0, 1, 2, 4]],
    ['a target by name in any case', MANY, [0, 1], { target: 'TWO' }],
    ['one alone', MANY, [3], { target: 'four' }],
    ['not what a replaced stage would need', MANY, [1], { target: 'two', contexts: ['two'] }],
    ['not what only a replaced stage needs', MANY, [2, 4], { contexts: ['two'] }],
    ['each once', 'FROM a AS x;FROM x AS y;FROM y;COPY --from=x a b;COPY --from=y a b', [0, 1, 2]],
  ])('are %s', (_title, text, indexes, given = {}) => {
    expect(plan(text, given).stages.map((planned) => planned.stage.index)).toEqual(indexes);
  });

  it('do nothing if a named context replaces them', () => {
    expect(plan('FROM a AS x;RUN y;COPY --from=z:1 a b', { contexts: ['x'] }).stages).toMatchObject([
      { base: context('x'), instructions: [], runs: [], references: [] },
    ]);
  });

  it('begin with what the stage they are built on triggers', () => {
    const { stages } = plan(
      'FROM a AS s;FROM b AS x;ONBUILD COPY --from=s a b;ONBUILD RUN c;FROM x;LABEL a=b',
    );
    expect(stages.map((planned) => planned.stage.index)).toEqual([0, 1, 2]);
    expect(stages[2]).toMatchObject({
      instructions: [
        { kind: 'COPY', line: 5 },
        { kind: 'RUN', line: 5 },
        { kind: 'LABEL', line: 6 },
      ],
      runs: [{ line: 5 }],
      references: [{ line: 5, source: stage(0) }],
    });
  });

  it('may be as many as a file can hold', () => {
    const text = Array.from(
      { length: 1_000 },
      (_, index) => `FROM ${index ? `s${index - 1}` : 'a'} AS s${index}`,
    );
    expect(plan(text.join(';')).stages).toHaveLength(1_000);
  });
});
