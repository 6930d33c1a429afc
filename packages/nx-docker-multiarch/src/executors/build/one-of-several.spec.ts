import type { TaskGraph } from '@nx/devkit';
import { isOneOfSeveral } from './one-of-several.js';

const OURS = { executor: 'nx-docker-multiarch:build' };
const projects = {
  api: { root: 'api', targets: { image: OURS, worker: OURS, build: { executor: '@nx/js:tsc' } } },
  web: { root: 'web', targets: { image: OURS } },
};

function isOne(...tasks: readonly (readonly [project: string, target: string])[]): boolean {
  const all = tasks.map(([project, target]) => [`${project}:${target}`, { target: { project, target } }]);
  const taskGraph = { tasks: Object.fromEntries(all) as object } as TaskGraph;
  const projectsConfigurations = { version: 2, projects };
  return isOneOfSeveral({ projectName: 'api', targetName: 'image', projectsConfigurations, taskGraph });
}

describe('isOneOfSeveral', () => {
  it.each([
    [false, [['api', 'image']]],
    [
      false,
      [
        ['api', 'image'],
        ['api', 'build'],
      ],
    ],
    [
      true,
      [
        ['api', 'image'],
        ['web', 'image'],
      ],
    ],
    [
      true,
      [
        ['api', 'image'],
        ['api', 'worker'],
      ],
    ],
    [false, []],
  ] as const)('is %s for %j', (expected, tasks) => {
    expect(isOne(...tasks)).toBe(expected);
  });
});
