import type { ExecutorContext } from '@nx/devkit';
import { findBuildTargets } from './examined-target.js';

const build = { executor: 'nx-docker-multiarch:build', options: { push: true } };
const projects = {
  api: { root: 'api', targets: { image: build, doctor: { executor: 'nx-docker-multiarch:doctor' } } },
  web: {
    root: 'web',
    targets: {
      image: {
        ...build,
        defaultConfiguration: 'ci',
        configurations: { ci: { push: false }, prod: { platforms: 'linux/s390x' } },
      },
    },
  },
  tools: { root: 'tools' },
};

it.each([
  ['its own targets', 'api', [{ projectName: 'api', name: 'image', options: { push: true } }]],
  [
    'its own with their default configuration',
    'web',
    [{ projectName: 'web', name: 'image', options: { push: false } }],
  ],
  [
    'all if it has none',
    'tools',
    [
      { projectName: 'api', name: 'image', options: { push: true } },
      { projectName: 'web', name: 'image', options: { push: false } },
    ],
  ],
])('a project is asked about %s', (_title, projectName, expected) => {
  const context = { projectName, projectsConfigurations: { version: 2, projects } };
  expect(findBuildTargets(context as unknown as ExecutorContext)).toEqual(expected);
});

it.each([
  ['one that the target has', 'prod', { push: true, platforms: 'linux/s390x' }],
  ['one that it does not have', 'dev', { push: false }],
])('a target is asked about in the configuration of the run: %s', (_title, configurationName, expected) => {
  const context = { projectName: 'web', configurationName, projectsConfigurations: { version: 2, projects } };
  expect(findBuildTargets(context as unknown as ExecutorContext).map(({ options }) => options)).toEqual([
    expected,
  ]);
});
