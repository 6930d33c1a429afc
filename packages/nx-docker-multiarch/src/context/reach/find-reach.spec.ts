import fc from 'fast-check';
import { formatPlatform, parsePlatform } from '@nx-docker-multiarch/oci/model';
import {
  evaluateStage,
  parseDockerfile,
  planStages,
  startScope,
  type Scope,
  type StagePlan,
} from '../dockerfile/index.js';
import { cleanPath } from '../dockerignore/index.js';
import { findReach } from './find-reach.js';

interface Given {
  readonly platform?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: readonly string[];
}

const SHA = '0123456789'.repeat(4);

function plansOf(text: string, { platform = 'linux/arm64', args = {}, contexts = [] }: Given = {}) {
  const dockerfile = parseDockerfile(text.replaceAll(';', '\n'), 'Dockerfile');
  return ['linux/amd64', 'linux/arm64'].map((buildPlatform) =>
    planStages(dockerfile, {
      platform: parsePlatform(platform),
      buildPlatform: parsePlatform(buildPlatform),
      buildArgs: new Map(Object.entries(args)),
      namedContexts: new Set(contexts),
    }),
  );
}

const reach = (text: string, given?: Given) => findReach(plansOf(text, given));

/** The sources of the build context; `undefined` if all of it is reached, `[]` if nothing is. */
function sourcesIn(text: string, given?: Given): readonly string[] | undefined {
  const context = reach(text, given).contexts.find(({ name }) => name === undefined);
  return context === undefined ? [] : context.only;
}

describe('what of the build context is reached', () => {
  it.each<[string, string, readonly string[] | undefined, Given?]>([
    ['nothing', 'FROM alpine;RUN x;COPY --from=busybox /a /b', []],
    ['sources, clean, each once', 'FROM alpine;COPY b ./a/ /x/;ADD /c/../a d/*.js /', ['a', 'b', 'd/*.js']],
    ['all by .', 'FROM alpine;COPY a /a;COPY . /', undefined],
    ['all by /', 'FROM alpine;COPY / /', undefined],
    ['all by ..', 'FROM alpine;COPY a/.. /', undefined],
    ['the JSON form', 'FROM alpine;COPY ["a b", "/"]', ['a b']],
    ['a quoted source', 'FROM alpine;COPY "a" /', ['a']],
    ['no heredoc', 'FROM alpine;COPY <<X /y;a;X', []],
    ['what is excluded too', 'FROM alpine;COPY --exclude=*.md a /', ['a']],
    ['with --parents the folders above', 'FROM alpine;COPY --parents ./a/./b/*.js c /', ['a', 'c']],
    ['all by --parents with a wildcard', 'FROM alpine;COPY --parents *.js /', ['*.js']],
    ['only what the target needs', 'FROM alpine AS a;COPY a /;FROM alpine;COPY b /', ['b']],
    ['what its stages reach', 'FROM alpine AS a;COPY a /;FROM alpine;COPY b /;COPY --from=a / /', ['a', 'b']],
    ['what a stage triggers', 'FROM alpine AS a;ONBUILD COPY b /;FROM a', ['b']],
    [
      'a bind mount',
      'FROM alpine;RUN --mount=source=a,target=/a --mount=type=bind,src=b,dst=/b x',
      ['a', 'b'],
    ],
    ['all by a bind mount', 'FROM alpine;RUN --mount=type=bind,target=/a x', undefined],
    [
      'no mount of another type',
      'FROM alpine;RUN --mount=type=cache,target=/a --mount=type=secret,id=s x',
      [],
    ],
    ['a mount whose type is not sure', 'FROM alpine;RUN --mount=type=$T,source=a,target=/a x', ['a']],
  ])('%s', (_title, text, expected, given = {}) => {
    expect(sourcesIn(text, given)).toEqual(expected);
  });
});

describe('a variable in a source', () => {
  it.each<[string, string, readonly string[] | undefined, Given?]>([
    ['of ARG', 'FROM alpine;ARG A=a;COPY $A/b /', ['a/b']],
    ['of ENV', 'FROM alpine;ENV A=a;COPY ${A}/b /', ['a/b']],
    ['with a modifier', 'FROM alpine;ARG A=a;COPY ${A:+b} /', ['b']],
    ['of a build argument', 'FROM alpine;ARG A=a;COPY $A /', ['b'], { args: { A: '../b' } }],
    ['of a global ARG', 'ARG A=a;FROM alpine;ARG A;COPY $A /', ['a']],
    ['of the platform', 'FROM alpine;ARG TARGETARCH;COPY dist/$TARGETARCH /', ['dist/arm64']],
    ['of the machine that builds', 'FROM alpine;ARG BUILDARCH;COPY $BUILDARCH /', ['amd64', 'arm64']],
    ['of the stage below', 'FROM alpine AS a;ENV A=a;FROM a;COPY $A /', ['a']],
    ['of a mount', 'FROM alpine;ARG A=a;RUN --mount=source=$A,target=/a x', ['a']],
    ['without a value and without a base', 'FROM scratch;COPY a$A /', ['a']],
    ['with the default of one', 'FROM scratch;COPY ${A:-a} /', ['a']],
    ['of an ARG of a stage without a base', 'FROM scratch AS a;ARG A=a;FROM a;COPY $A /', ['a']],
    ['that is none', 'FROM alpine;COPY a\\$A /', ['a$A']],
    ['that is none by directive', '# escape=`;FROM alpine;COPY a`$A /', ['a$A']],
    ['of the base image', 'FROM alpine;COPY a/$A /', undefined],
    ['with a default that may not count', 'FROM alpine;COPY ${A:-a} /', undefined],
    ['that must have a value', 'FROM alpine;COPY ${A:?none} /', undefined],
    ['made of one of the base image', 'FROM alpine;ARG B=a;ENV B=$A;COPY $B /', undefined],
    ['set by a name of the base image', 'FROM alpine;ENV B=b;ENV $A=a;COPY $B /', undefined],
    ['of the ARG of a stage on an image', 'FROM alpine AS a;ARG A=a;FROM a;COPY $A /', undefined],
    ['of a global ARG that the stage does not take', 'ARG A=a;FROM alpine;COPY $A /', undefined],
  ])('%s', (_title, text, expected, given = {}) => {
    expect(sourcesIn(text, given)).toEqual(expected);
  });
});

describe('named contexts that are reached', () => {
  const contexts = ['lib', 'alpine:3', 'build', 'unused'];
  it.each<[string, string, object[]]>([
    ['none', 'FROM busybox', []],
    [
      'by COPY',
      'FROM busybox;COPY --from=lib b a /;COPY --from=lib c /',
      [{ name: 'lib', only: ['a', 'b', 'c'] }],
    ],
    [
      'after the build context',
      'FROM busybox;COPY --from=lib b /;COPY a /',
      [
        { name: undefined, only: ['a'] },
        { name: 'lib', only: ['b'] },
      ],
    ],
    ['by a mount', 'FROM busybox;RUN --mount=from=lib,source=a,target=/a x', [{ name: 'lib', only: ['a'] }]],
    [
      'by a cache',
      'FROM busybox;RUN --mount=type=cache,from=lib,target=/a x',
      [{ name: 'lib', only: undefined }],
    ],
    ['by FROM', 'FROM alpine:3', [{ name: 'alpine:3', only: undefined }]],
    ['in a stage’s place', 'FROM busybox AS build;COPY a /;FROM build', [{ name: 'build', only: undefined }]],
    [
      'in a stage’s place, for COPY',
      'FROM busybox AS build;COPY a /;FROM busybox;COPY --from=build b /',
      [{ name: 'build', only: ['b'] }],
    ],
  ])('%s', (_title, text, expected) => {
    expect(reach(text, { contexts }).contexts).toEqual(expected);
  });

  it('takes each --from for the instruction that it stands in', () => {
    const text =
      'FROM busybox AS s;FROM busybox;COPY --from=s a /;COPY b /;RUN --mount=type=tmpfs,target=/t --mount=from=lib,source=c,target=/c x;COPY --from=lib d /';
    expect(reach(text, { contexts }).contexts).toEqual([
      { name: undefined, only: ['b'] },
      { name: 'lib', only: ['c', 'd'] },
    ]);
  });
});

describe('images that are reached', () => {
  const FOR_BUILD = ['golang linux/amd64 (build)', 'golang linux/arm64 (build)'];
  it.each<[string, string, readonly string[], Given?]>([
    ['none', 'FROM scratch;COPY a /', []],
    ['one, for the platform', 'FROM alpine', ['alpine linux/arm64']],
    ['with variables', 'ARG V=3;FROM alpine:$V', ['alpine:4 linux/arm64'], { args: { V: '4' } }],
    [
      'by COPY and mounts, each once',
      'FROM c;COPY --from=b a /;RUN --mount=from=a,target=/a --mount=from=b,target=/b x',
      ['a linux/arm64', 'b linux/arm64', 'c linux/arm64'],
    ],
    [
      'for the machine that builds',
      'FROM --platform=$BUILDPLATFORM golang',
      FOR_BUILD,
      { platform: 'linux/s390x' },
    ],
    [
      'for both',
      'FROM --platform=$BUILDPLATFORM golang AS a;FROM golang;COPY --from=a / /',
      ['golang linux/amd64 (build)', 'golang linux/arm64'],
    ],
    [
      'by the machine that builds',
      'FROM golang-$BUILDARCH',
      ['golang-amd64 linux/arm64 (build)', 'golang-arm64 linux/arm64 (build)'],
    ],
    ['not of stages that are not needed', 'FROM alpine AS a;FROM busybox', ['busybox linux/arm64']],
  ])('%s', (_title, text, expected, given = {}) => {
    const found = reach(text, given).images.map(
      ({ reference, platform, isForBuild }) =>
        `${reference} ${formatPlatform(platform)}${isForBuild ? ' (build)' : ''}`,
    );
    expect(found).toEqual(expected);
  });
});

it('names the first line that names an image', () => {
  const { images } = reach('FROM alpine;COPY --from=busybox /a /;RUN --mount=from=alpine x');
  expect(images.map(({ reference, line }) => `${reference} ${line}`)).toEqual(['alpine 1', 'busybox 2']);
});

describe('what can’t be known before it is built', () => {
  const MAY_CHANGE = 'names may change: it has neither a --checksum nor the whole id of a commit';
  it.each<[string, string, readonly string[]]>([
    ['nothing in a path', 'FROM alpine;ADD a /', []],
    ['nothing in COPY', 'FROM alpine;COPY https://a.test/x $X /', []],
    [
      'an address',
      'FROM alpine;ADD https://me:pw@a.test/x?sig=1 /',
      [`Dockerfile:2: what ADD https://a.test/x?… ${MAY_CHANGE}`],
    ],
    [
      'an address in a variable',
      'FROM alpine;ARG X=http://a.test;ADD $X /',
      [`Dockerfile:3: what ADD $X ${MAY_CHANGE}`],
    ],
    [
      'a branch',
      'FROM alpine;ADD https://a.test/x.git#main /',
      [`Dockerfile:2: what ADD https://a.test/x.git#main ${MAY_CHANGE}`],
    ],
    [
      'a variable of the base image',
      'FROM alpine;ADD $X /',
      ['Dockerfile:2: what ADD $X names is known only while it is built'],
    ],
    [
      'a checksum of the base image',
      'FROM alpine;ADD --checksum=$C https://a.test/x /',
      [`Dockerfile:2: what ADD https://a.test/x ${MAY_CHANGE}`],
    ],
    [
      'an empty checksum',
      'FROM scratch;ADD --checksum=$C https://a.test/x /',
      [`Dockerfile:2: what ADD https://a.test/x ${MAY_CHANGE}`],
    ],
    ['no address with a checksum', 'FROM alpine;ARG C=sha256:1;ADD --checksum=$C https://a.test/x /', []],
    ['no commit', `FROM alpine;ADD https://a.test/x.git#${SHA} /`, []],
    ['no path with a variable', 'FROM alpine;ADD a/$X /', []],
    ['no heredoc', 'FROM alpine;ADD <<X /y;http://a.test;X', []],
  ])('%s', (_title, text, expected) => {
    expect(reach(text).uncacheable).toEqual(expected);
  });

  it('is nothing of the build context', () => {
    expect(sourcesIn('FROM alpine;ADD --checksum=sha256:1 https://a.test/x a /')).toEqual(['a']);
  });
});

describe('whatever the environment of the base image is', () => {
  const name = fc.constantFrom('A', 'B');
  const value = fc.constantFrom('x', '..', '$A', '${B}', '${A:-x}', '${B:+y}', '${A%x}', '\\$A');
  const pair = fc.tuple(name, value).map(([key, text]) => `${key}="${text}"`);
  const line = fc.oneof(
    pair.map((text) => `ARG ${text}`),
    name.map((text) => `ARG ${text}`),
    pair.map((text) => `ENV ${text}`),
    fc.array(value, { minLength: 1, maxLength: 3 }).map((parts) => `COPY ./a${parts.join('/')} /`),
    fc.constantFrom('FROM base', 'FROM scratch', 'FROM last').map((text) => `${text} AS last`),
  );
  const environment = fc.array(
    fc.tuple(name, fc.constantFrom('', '..', 'z')).map((entry) => entry.join('=')),
  );

  it('every source is reached', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), environment, (lines, env) => {
        const text = ['FROM base AS last', ...lines].join('\n');
        const reached = sourcesIn(text);
        const used = plansOf(text).flatMap((plan) => sourcesWith(plan, env));
        expect(used.filter((source) => reached?.includes(source) === false)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  function sourcesWith(plan: StagePlan, env: readonly string[]): readonly string[] {
    const ends = new Map<number, Scope>();
    return plan.stages.flatMap((planned) => {
      const { base, stage } = planned;
      const below = base.kind === 'stage' ? ends.get(base.index) : undefined;
      const { steps, scope } = evaluateStage(
        plan,
        planned,
        below ?? startScope(base.kind === 'image' ? env : []),
      );
      ends.set(stage.index, scope);
      const sources = steps.flatMap(({ expanded }) => (expanded.kind === 'COPY' ? expanded.sources : []));
      return sources.flatMap((source) =>
        source.kind === 'path' ? [cleanPath(`/${source.path}`).slice(1)] : [],
      );
    });
  }
});
