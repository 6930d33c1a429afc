import { outputName } from './output-name.js';
import { resolvePlan } from './resolve-plan.js';
import { sampleFacts } from './sample-facts.js';

describe('outputName', () => {
  it.each([
    ['the default Dockerfile', {}, 'api'],
    ['a Dockerfile elsewhere', { dockerfile: 'docker/api/Dockerfile' }, 'api'],
    ['a name of its own', { dockerfile: 'api/service.Dockerfile' }, 'api'],
    ['another of several', { dockerfile: 'apps/api/Dockerfile.worker' }, 'api+worker'],
    ['one whose suffix has a dot', { dockerfile: 'Dockerfile.worker.dev' }, 'api+worker.dev'],
  ])('of %s', (_, options, name) => {
    expect(outputName(options, sampleFacts())).toBe(name);
  });

  it('is no name of a project that is called like project and suffix', () => {
    expect(outputName({}, sampleFacts({ projectName: 'api+worker' }))).toMatch(/^api-worker-[0-9a-f]{8}$/);
  });
});

it('two Dockerfiles of a project share neither layout, nor result file, nor name in Docker', () => {
  const facts = sampleFacts();
  const dockerfile = 'apps/api/Dockerfile.worker';
  const kindOf = (path: string) => (path === `/ws/${dockerfile}` ? 'file' : facts.kindOf(path));
  const plan = (options: object) => resolvePlan({ dockerfile, ...options }, { ...facts, kindOf });
  expect(plan({})).toMatchObject({
    outputPath: '/ws/dist/images/api+worker',
    resultFile: '/ws/dist/docker-multiarch/api+worker.json',
  });
  expect(plan({ load: true }).references).toMatchObject([{ repository: 'library/api-worker' }]);
});
