import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile } from '../../context/dockerfile/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import type { BuilderNode } from './inspect.js';
import { checkPlatforms } from './platform-findings.js';

function nodeOf(...platforms: readonly string[]): BuilderNode {
  return {
    name: 'n0',
    endpoint: 'default',
    status: 'running',
    problem: undefined,
    buildkitVersion: 'v0.25.1',
    platforms: platforms.map(parsePlatform),
  };
}

const AMD64 = nodeOf('linux/amd64', 'linux/386');

function found(text: string, plan: Partial<BuildPlan> = {}, nodes = [AMD64]): readonly string[] {
  const dockerfile = parseDockerfile(text, 'api/Dockerfile');
  return checkPlatforms('b', nodes, samplePlan(plan), dockerfile).map(
    ({ severity, message, hint }) => `${severity}: ${message}. ${hint}`,
  );
}

const UNREAD = 'warning: Builder b does not list linux/arm64: a RUN for it will fail';

describe('checkPlatforms', () => {
  it.each<[string, string, Partial<BuildPlan>]>([
    ['runs nothing', 'FROM base\nCOPY a /\nWORKDIR /w\n', {}],
    [
      'runs something where the builder is',
      'FROM --platform=$BUILDPLATFORM go AS b\nRUN make\nFROM scratch\nCOPY --from=b /a /\n',
      {},
    ],
    ['runs something in a stage that is not needed', 'FROM base AS a\nRUN x\nFROM scratch\nCOPY a /\n', {}],
    [
      'runs something in a stage that a context replaces',
      'FROM base AS a\nRUN x\nFROM scratch\nCOPY --from=a / /\n',
      { buildContexts: { a: '/ws/dist/a' } },
    ],
    ['runs something for platforms that are listed', 'FROM base\nRUN x\n', { platforms: AMD64.platforms }],
  ])('has nothing to say of a Dockerfile that %s', (_title, text, plan) => {
    expect(found(text, plan)).toEqual([]);
  });

  it('names the first line that runs something on a platform that no node lists', () => {
    expect(found('FROM base\nCOPY a /\nRUN one\nRUN two\n')).toEqual([
      'warning: api/Dockerfile:3 runs something on linux/arm64, for which builder b has no emulator. ' +
        'Install an emulator where the builder runs: docker run --privileged --rm tonistiigi/binfmt --install arm64',
    ]);
    expect(found('FROM base\nRUN x\n', {}, [AMD64, nodeOf('linux/arm64')])).toEqual([]);
  });

  it('knows of a stage for a platform of its own, and says it once', () => {
    expect(found('FROM --platform=linux/s390x base AS a\nRUN x\nFROM scratch\nCOPY --from=a / /\n')).toEqual([
      expect.stringContaining('api/Dockerfile:2 runs something on linux/s390x') as string,
    ]);
  });

  it.each<[string, string, Partial<BuildPlan>]>([
    ['of another frontend', '# syntax=acme/frontend\nFROM base\nCOPY a /\n', {}],
    ['without the stage that is asked for', 'FROM base\nCOPY a /\n', { target: 'gone' }],
  ])('goes by the plan alone with a Dockerfile %s', (_title, text, plan) => {
    expect(found(text, plan)).toEqual([expect.stringContaining(UNREAD) as string]);
  });

  it('says nothing while a node has not said yet what it builds for', () => {
    expect(found('FROM base\nRUN x\n', {}, [AMD64, nodeOf()])).toEqual([]);
    expect(found('FROM base\nRUN x\n', {}, [])).toEqual([]);
  });
});
