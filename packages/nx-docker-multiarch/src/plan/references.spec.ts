import { formatReference } from '@nx-docker-multiarch/oci/model';
import type { PlanFacts } from './plan-facts.js';
import type { Problem } from './problems.js';
import { localReference, resolveReferences } from './references.js';
import { sampleFacts } from './sample-facts.js';

function resolve(tags: string | string[], replaced: Partial<PlanFacts> = {}) {
  const problems: Problem[] = [];
  const references = resolveReferences(tags, sampleFacts(replaced), (problem) => problems.push(problem));
  return { references: references.map(formatReference), problems };
}

describe('resolveReferences', () => {
  it.each<[string, string | string[], string[]]>([
    ['a whole name', 'ghcr.io/acme/api:1', ['ghcr.io/acme/api:1']],
    ['several registries', 'ghcr.io/a/b:1,localhost:5000/b:2', ['ghcr.io/a/b:1', 'localhost:5000/b:2']],
    ['Docker Hub', 'acme/api:1', ['docker.io/acme/api:1']],
    ['tokens', 'ghcr.io/{projectName}:{version}-{shortSha}', ['ghcr.io/api:1.2.3-0123456']],
    ['a branch', 'ghcr.io/a:{branch}', ['ghcr.io/a:feature-Login']],
    [
      'the same name twice',
      ['acme/api:1', 'docker.io/acme/api:1', 'acme/api:{env.ONE}'],
      ['docker.io/acme/api:1'],
    ],
    ['a registry from the environment', '{env.HOST}/a:1', ['localhost:5000/a:1']],
  ])('reads %s', (_title, tags, expected) => {
    const env = { ONE: '1', HOST: 'localhost:5000' };
    expect(resolve(tags, { env })).toEqual({ references: expected, problems: [] });
  });

  it.each([
    // On the command line the token arrives; in project.json Nx has put the name in its place.
    ['@acme/Web', 'ghcr.io/{projectName}:1', 'ghcr.io/acme/web:1'],
    ['@acme/Web', 'ghcr.io/@acme/Web:1', 'ghcr.io/acme/web:1'],
    ['@acme/Web', 'ghcr.io/acme/images:{projectName}-1', 'ghcr.io/acme/images:acme-web-1'],
    ['@acme/Web', 'ghcr.io/acme/images:@acme/Web-1', 'ghcr.io/acme/images:acme-web-1'],
    ['@acme/Web', 'localhost:5000/x/@acme/Web:@acme/Web', 'localhost:5000/x/acme/web:acme-web'],
    ['Web', 'ghcr.io/acme/Web:1', 'ghcr.io/acme/web:1'],
    ['apps/api', 'ghcr.io/apps/api:apps/api', 'ghcr.io/apps/api:apps-api'],
    ['a.b+c', 'ghcr.io/a.b+c:1', 'ghcr.io/a.b-c:1'],
  ])('makes the project name %s fit in %s', (projectName, tags, expected) => {
    expect(resolve(tags, { projectName })).toEqual({ references: [expected], problems: [] });
  });

  it.each([
    ['ghcr.io/acme/{projectRoot}:1', 'ghcr.io/acme/acme/web:1'],
    ['ghcr.io/acme/.:1', 'ghcr.io/acme/acme/web:1'],
    ['ghcr.io/./x:.', 'ghcr.io/acme/web/x:acme-web'],
  ])('puts the name for the folder of a project at the workspace root: %s', (tags, expected) => {
    const root = { projectName: '@acme/Web', projectRoot: '.' };
    expect(resolve(tags, root)).toEqual({ references: [expected], problems: [] });
  });

  it("does not mend what only holds a project's name", () => {
    expect(resolve('ghcr.io/acme/MyWebsite:1', { projectName: 'Web' }).problems[0]?.what).toContain(
      'lower case',
    );
  });

  it.each([
    ['a bad tag', 'ghcr.io/acme/api:1 0', 'tag "1 0" is not 1 to 128'],
    ['upper case', 'ghcr.io/Acme/api:1', '"Acme/api" is not a repository: it must be lower case'],
    ['a scheme', 'https://ghcr.io/acme/api:1', '"https:" is not a registry\'s host'],
    ['no tag', 'ghcr.io/acme/api', 'is the repository acme/api on ghcr.io, without a tag'],
    ['a tag alone', '1.0.0', 'is the repository library/1.0.0 on docker.io, without a tag'],
    ['a digest', `ghcr.io/a:1@sha256:${'0'.repeat(64)}`, "a digest can't be asked for"],
    ['an unknown token', 'ghcr.io/a:{nope}', 'there is no token {nope}'],
    ['a token that makes it bad', 'ghcr.io/a:{env.EMPTY}', 'filled in, as "ghcr.io/a:", tag "" is not'],
  ])('refuses %s', (_title, tags, what) => {
    const { references, problems } = resolve(tags);
    expect(references).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ option: 'tags', value: JSON.stringify(tags) })]);
    expect(problems[0]?.what).toContain(what);
  });

  it('goes on after a bad one', () => {
    const { references, problems } = resolve(['a:{x}', 'A:1', 'b:1']);
    expect(references).toEqual(['docker.io/library/b:1']);
    expect(problems).toHaveLength(2);
  });
});

test('the local name of a project', () => {
  expect(formatReference(localReference({}, sampleFacts({ projectName: '@acme/Web' })))).toBe(
    'docker.io/acme/web:latest',
  );
});
