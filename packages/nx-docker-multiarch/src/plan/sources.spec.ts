import type { Problem } from './problems.js';
import { sampleFacts } from './sample-facts.js';
import { resolveBuildContexts, resolveContext } from './sources.js';

function problemsOf(resolve: (report: (problem: Problem) => void) => unknown): readonly Problem[] {
  const problems: Problem[] = [];
  resolve((problem) => problems.push(problem));
  return problems;
}

describe('the address of a build context', () => {
  it.each([
    ['a user and a password', 'https://me:hunter2@x.test/a.git', 'has a user or a password in its address'],
    ['a token as user', 'https://hunter2@x.test/a.git#main', 'has a user or a password in its address'],
    [
      'a scheme that BuildKit does not know',
      'git+https://me:hunter2@x.test/a.git',
      'has a user or a password',
    ],
    [
      'a signature',
      'https://x.test/a.tar.gz?X-Amz-Signature=hunter2',
      'has "X-Amz-Signature" in its address',
    ],
  ])('is refused with %s, which is not shown', (_title, address, what) => {
    const context = problemsOf((report) => resolveContext(address, sampleFacts(), report));
    const named = problemsOf((report) => resolveBuildContexts({ lib: address }, sampleFacts(), report));
    expect([...context, ...named]).toEqual(
      ['context', 'buildContexts'].map((option) => ({
        option,
        what: expect.stringContaining(what) as string,
        wayOut: expect.stringContaining('--secrets=id=GIT_AUTH_TOKEN,env=GIT_AUTH_TOKEN') as string,
      })),
    );
    expect(JSON.stringify([context, named])).not.toContain('hunter2');
  });

  it.each(['ssh://git@x.test/a.git', 'git@x.test:a.git', 'https://x.test/a.git?branch=main#:sub'])(
    'is taken as it is: %s',
    (address) => {
      expect(problemsOf((report) => resolveContext(address, sampleFacts(), report))).toEqual([]);
      expect(resolveBuildContexts({ lib: address }, sampleFacts(), fail)).toEqual({ lib: address });
    },
  );

  it('is no address where an image is pinned', () => {
    const pinned = { base: `docker-image://x.test/a@sha256:${'a'.repeat(64)}` };
    expect(resolveBuildContexts(pinned, sampleFacts(), fail)).toEqual(pinned);
  });
});

function fail(problem: Problem): never {
  throw new Error(problem.what);
}
