import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile } from './parse-dockerfile.js';
import { planStages } from './plan-stages.js';
import type { StageFacts } from './stage-plan.js';

interface Given {
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
}

function plan(text: string, { target, args = {} }: Given = {}) {
  const facts: StageFacts = {
    platform: parsePlatform('linux/arm64'),
    buildPlatform: parsePlatform('linux/amd64'),
    buildArgs: new Map(Object.entries(args)),
    namedContexts: new Set(),
    ...(target !== undefined && { target }),
  };
  return planStages(parseDockerfile(text.replaceAll(';', '\n'), 'Dockerfile'), facts);
}

describe('what planning finds', () => {
  it('build arguments that nothing takes', () => {
    const text = 'ARG A;FROM x;ARG B=1;FROM y';
    const args = {
      A: '1',
      B: '2',
      C: '3',
      TARGETARCH: 'x',
      no_proxy: 'x',
      HTTPS_PROXY: 'x',
      BUILDKIT_INLINE_CACHE: '1',
      SOURCE_DATE_EPOCH: '0',
      D: '4',
    };
    expect(plan(text, { args }).unusedBuildArgs).toEqual(['C', 'D']);
  });

  it('variables without a value', () => {
    expect(plan('ARG A=x$NO;FROM a:x$OH$TARGETARCH;FROM x').undefinedNames).toEqual([
      { line: 1, name: 'NO' },
      { line: 2, name: 'OH' },
    ]);
  });

  it.each<[string, string, string, string, Given?]>([
    [
      'an empty base',
      'FROM $NO',
      'Dockerfile:1: the image of FROM is "$NO", and that is empty',
      'Declare an ARG',
    ],
    [
      'an empty platform',
      'FROM --platform=$NO x',
      'Dockerfile:1: the platform of FROM is "$NO", and that',
      'Declare an ARG',
    ],
    [
      'a bad platform',
      'FROM --platform=linux/a/b/c x',
      'Dockerfile:1: the platform of FROM is "linux/a/b/c"',
      'linux/arm64',
    ],
    [
      'a bad image',
      'FROM a AS b;FROM B',
      'Dockerfile:2: "B" is neither a stage above nor an image: "library/B" is not',
      'lower case',
    ],
    [
      'a bad image that nobody needs',
      'FROM A:b:c;FROM x',
      'Dockerfile:1: "A:b:c" is neither',
      'Name a stage',
    ],
    [
      'an index too high',
      'FROM x;COPY --from=1 a b',
      'Dockerfile:2: there is no stage 1',
      'counted from 0 to 0',
    ],
    [
      'a negative index',
      'FROM x;COPY --from=-1 a b;FROM y',
      'Dockerfile:2: there is no stage -1',
      'counted from 0 to 1',
    ],
    [
      'itself by name',
      'FROM x AS a;COPY --from=A a b',
      'Dockerfile:2: the stage "A" refers to itself',
      'Name another',
    ],
    [
      'itself by index',
      'FROM x;COPY --from=0 a b;FROM y',
      'Dockerfile:2: the stage "0" refers to itself',
      'Name another',
    ],
    [
      'itself in a mount',
      'FROM x AS a;RUN --mount=from=a x',
      'Dockerfile:2: the stage "a" refers to itself',
      'Name another',
    ],
    [
      'a later stage',
      'FROM x AS a;COPY --from=b a b;FROM y AS b;FROM a',
      'Dockerfile:2: the stage "b" comes only after',
      'Move its FROM',
    ],
    [
      'no such target',
      'FROM x AS build;FROM y',
      'Dockerfile: there is no stage "biuld" to build',
      'Did you mean build? The stages are build.',
      { target: 'biuld' },
    ],
    [
      'an index as target',
      'FROM x;FROM y',
      'Dockerfile: there is no stage "0" to build',
      'No stage has a name: set the option "target" to the name behind an AS',
      { target: '0' },
    ],
    [
      'a target unlike any stage',
      'FROM x AS build;FROM y AS test',
      'Dockerfile: there is no stage "prod" to build',
      'The stages are build, test: set',
      { target: 'prod' },
    ],
    [
      'a required variable',
      'ARG A=${B:?give};FROM x',
      'Dockerfile:1: expanding "${B:?give}": variable B has no value: give',
      'Correct',
    ],
  ])('refuses %s', (_title, text, message, hint, given = {}) => {
    expect(() => plan(text, given)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INVALID',
        message: expect.stringContaining(`Reading ${message}`),
        hint: expect.stringContaining(hint),
      }),
    );
  });

  it('allows a later stage where nobody needs it', () => {
    expect(plan('FROM x AS a;COPY --from=b a b;FROM y AS b').stages).toHaveLength(1);
  });
});
