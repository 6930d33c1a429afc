import { findReleaseGroup } from './release-group.js';

describe('findReleaseGroup', () => {
  const PROJECTS = { api: { root: 'apps/api', tags: ['service'] }, web: { root: 'apps/web' } };

  it.each([
    ['by its name', { web: { projects: 'web' }, backend: { projects: ['api'] } }, 'backend'],
    ['by a tag', { services: { projects: ['tag:service'] } }, 'services'],
    ['by its folder', { apps: { projects: 'apps/*' } }, 'apps'],
    ['by what it is not', { others: { projects: ['!web'] } }, 'others'],
    ['in no group', { web: { projects: 'web' } }, undefined],
    ['where there are none', undefined, undefined],
    ['by a pattern that is none', { broken: { projects: [''.padEnd(70_000, '*')] } }, undefined],
  ])('finds a project %s', async (_, groups, name) => {
    const before = structuredClone(groups);
    const found = await findReleaseGroup('api', PROJECTS, groups);
    expect(found?.[0]).toBe(name);
    expect(groups).toEqual(before);
  });
});
