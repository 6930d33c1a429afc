import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile, planStages } from '../../context/dockerfile/index.js';
import { beyondEmbedded, findUnsupported, type ContextKind } from './unsupported.js';

const CONTEXTS: Readonly<Record<string, ContextKind>> = { dir: 'folder', img: 'image', far: 'other' };

function unsupported(text: string, platform = 'linux/arm64'): readonly string[] {
  const plan = planStages(parseDockerfile(text, 'Dockerfile'), {
    platform: parsePlatform(platform),
    buildPlatform: parsePlatform('linux/amd64'),
    buildArgs: new Map(),
    namedContexts: new Set(Object.keys(CONTEXTS)),
  });
  return findUnsupported(plan, (name) => CONTEXTS[name] ?? 'other').map(
    ({ line, what }) => `${line}: ${what}`,
  );
}

describe('what the embedded engine can build', () => {
  it.each([
    [
      'files of every source',
      'FROM busybox AS a\nCOPY x /\nFROM scratch\nCOPY --from=a --chown=1 --link /x /',
    ],
    ['heredocs', 'FROM scratch\nCOPY <<E /f\nRUN x\nE'],
    ['a stage that runs and is not needed', 'FROM busybox AS test\nRUN x\nFROM scratch\nCOPY x /'],
    ['a stage that runs and is replaced', 'FROM busybox AS dir\nRUN x\nFROM scratch\nCOPY --from=dir x /'],
    ['a context that is an image', 'FROM img\nCOPY x /'],
    ['a trigger that somebody else runs', 'FROM scratch\nONBUILD RUN x'],
    ['Docker’s own frontend', '# syntax=docker/dockerfile:1.7\nFROM scratch'],
    [
      'Docker’s own frontend, by its digest',
      `# syntax=docker.io/docker/dockerfile:1@sha256:${'0'.repeat(64)}\nFROM scratch`,
    ],
  ])('%s', (_title, text) => {
    expect(unsupported(text)).toEqual([]);
  });
});

describe('what needs a builder', () => {
  it.each([
    ['a RUN', 'FROM busybox\n\nRUN x', '3: RUN needs a builder'],
    [
      'a RUN of a stage that is copied from',
      'FROM busybox AS a\nRUN x\nFROM scratch\nCOPY --from=a /x /',
      '2: RUN needs a builder',
    ],
    ['COPY --parents', 'FROM scratch\nCOPY --parents x /', '2: COPY --parents needs a builder'],
    ['COPY --exclude', 'FROM scratch\nCOPY --exclude=*.md x /', '2: COPY --exclude needs a builder'],
    [
      'ADD --checksum',
      `FROM scratch\nADD --checksum=sha256:${'0'.repeat(64)} https://a.test/x /`,
      '2: ADD --checksum needs a builder',
    ],
    [
      'ADD --keep-git-dir',
      'FROM scratch\nADD --keep-git-dir=true x /',
      '2: ADD --keep-git-dir needs a builder',
    ],
    ['ADD --unpack', 'FROM scratch\nADD --unpack=false x /', '2: ADD --unpack needs a builder'],
    ['an address', 'FROM scratch\nADD https://a.test/x /', '2: ADD of an address needs a builder'],
    ['a FROM of a folder', 'FROM dir\nCOPY x /', '1: FROM dir is a context that is no image'],
    [
      'a context that is elsewhere',
      'FROM scratch\nCOPY --from=far x /',
      '2: --from=far is a context on another machine',
    ],
    [
      'another frontend',
      '# syntax=acme/dockerfile:1\nFROM scratch',
      '1: the frontend acme/dockerfile:1 is read by BuildKit alone',
    ],
    [
      'a frontend that is a preview',
      '# syntax=docker/dockerfile:1-labs\nFROM scratch',
      '1: the frontend docker/dockerfile:1-labs is read by BuildKit alone',
    ],
  ])('%s', (_title, text, reason) => {
    expect(unsupported(text)).toEqual([reason]);
  });

  it('an image for another system', () => {
    expect(unsupported('FROM scratch', 'windows/amd64')).toEqual(['1: windows images need a builder']);
  });

  it('names all the lines, in their order', () => {
    const text = 'FROM busybox AS a\nRUN x\nFROM scratch\nADD https://a.test/x /\nCOPY --from=a /x /\nRUN y';
    expect(unsupported(text).map((reason) => reason.slice(0, 1))).toEqual(['2', '4', '6']);
  });

  it('is refused with the lines and the two ways out', () => {
    expect(beyondEmbedded(['Dockerfile:3: RUN needs a builder', 'Dockerfile:4: more'])).toMatchObject({
      code: 'DOCKERFILE_UNSUPPORTED',
      message: 'Assembling without a builder: Dockerfile:3: RUN needs a builder; Dockerfile:4: more',
      hint: expect.stringMatching(/--engine=buildx.*--buildContexts=<stage>=<folder>/) as string,
    });
  });
});
