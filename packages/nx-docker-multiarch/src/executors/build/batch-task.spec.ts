import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { readTasks } from './batch-task.js';

const CONTEXT = { root: '/ws', isVerbose: true } as ExecutorContext;

const task = (project: string, configuration?: string) => ({
  id: `${project}:image`,
  target: { project, target: 'image', ...(configuration !== undefined && { configuration }) },
});

describe('readTasks', () => {
  it('gives each task its options, and the context that it would have alone', () => {
    const graph = { tasks: { 'a:image': task('a', 'ci') }, dependencies: { 'a:image': [] } };
    expect(readTasks(graph as unknown as TaskGraph, { 'a:image': { tags: 'x' } }, CONTEXT)).toEqual([
      {
        id: 'a:image',
        project: 'a',
        options: { tags: 'x' },
        context: { ...CONTEXT, projectName: 'a', targetName: 'image', configurationName: 'ci' },
        dependsOn: [],
      },
    ]);
  });

  it.each<[string, readonly unknown[]]>([
    ['up to 23', ['a:image', 'lib:build']],
    ['from 24 on', [{ id: 'a:image' }, { id: 'lib:build' }]],
  ])('knows the dependencies in the batch, as Nx %s writes them', (_title, dependencies) => {
    const tasks = { 'a:image': task('a'), 'b:image': task('b') };
    const graph = { tasks, dependencies: { 'a:image': [], 'b:image': dependencies } };
    const read = readTasks(graph as unknown as TaskGraph, {}, CONTEXT);
    expect(read.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['a:image', []],
      ['b:image', ['a:image']],
    ]);
  });
});
