import { imageTags } from './image-tags.js';

describe('imageTags', () => {
  it.each([
    ['neither registry nor tags', {}, undefined, undefined],
    ['a registry alone', { registry: 'r.io/a' }, undefined, ['r.io/a/{projectName}:latest']],
    [
      'a registry and tags',
      { registry: 'r.io', tags: ['{version}', '{shortSha}'] },
      undefined,
      ['r.io/{projectName}:{version}', 'r.io/{projectName}:{shortSha}'],
    ],
    ['whole names beside a registry', { registry: 'r.io', tags: ['q.io/x:1'] }, undefined, ['q.io/x:1']],
    ['a second Dockerfile', { registry: 'r.io', tags: ['1'] }, 'Worker', ['r.io/{projectName}-worker:1']],
    [
      'a second Dockerfile and whole names',
      { tags: ['localhost:5000/{projectName}:1', 'localhost:5000/x'] },
      'worker',
      ['localhost:5000/{projectName}-worker:1', 'localhost:5000/x-worker'],
    ],
  ])('of %s', (_, options, suffix, tags) => {
    expect(imageTags(options, suffix)).toEqual(tags);
  });
});
