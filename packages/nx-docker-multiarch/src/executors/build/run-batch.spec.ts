import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { formatRepository } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import type { Engine } from '../../engines/index.js';
import { createDocumentMemory } from '../../pipeline/index.js';
import { PluginError } from '../../errors/index.js';
import { fixedEngine, fixedLoader } from '../../testing/sample-engine.js';
import type { BatchTask, TaskResult } from './batch-task.js';
import { createLimit } from './create-limit.js';
import { runBatch, type BatchWorld } from './run-batch.js';
import type { Workshop } from './workshop.js';

const DIGEST = /sha256:[0-9a-f]{64}/;

describe('a batch', () => {
  let root: string;
  let stores: Map<string, MemoryStore>;
  let printed: string[];
  let engine: Engine;
  let controller: AbortController;
  let opened: string[];
  let world: BatchWorld;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'nxdm-batch-'));
    await mkdir(path.join(root, 'run'));
    stores = new Map();
    printed = [];
    opened = [];
    engine = fixedEngine();
    controller = new AbortController();
    const write = (text: string) => printed.push(text);
    world = {
      ...{ stdout: { write }, stderr: { write }, env: {} },
      now: () => 1000,
      async inWorkshop(doing, work) {
        opened.push(doing);
        await work(workshop());
      },
    };
  });
  afterEach(() => rm(root, { recursive: true }));

  const storeOf = (name: string): MemoryStore => {
    const store = stores.get(name) ?? createMemoryStore(name);
    stores.set(name, store);
    return store;
  };

  function workshop(): Workshop {
    return {
      env: {},
      signal: controller.signal,
      directory: path.join(root, 'run'),
      startedAt: new Date(0),
      ask: () => Promise.reject(new PluginError('TOOL_MISSING', 'no git')),
      openRegistries: async () => ({
        open: (reference) => storeOf(formatRepository(reference)),
        settings: '',
        bases: new Map(),
        memory: createDocumentMemory(),
      }),
      openEngine: () => engine,
      limitBuilds: createLimit(2),
      loader: fixedLoader(),
    };
  }

  async function taskOf(project: string, options: object = {}, ...dependsOn: string[]): Promise<BatchTask> {
    await mkdir(path.join(root, project), { recursive: true });
    await writeFile(path.join(root, project, 'Dockerfile'), 'FROM scratch\nCOPY . /\n');
    const projects = { [project]: { root: project } };
    return {
      id: `${project}:image`,
      project,
      options: { context: project, tags: [`one.example/${project}:1`], push: true, ...options },
      context: { root, projectName: project, projectsConfigurations: { projects } } as ExecutorContext,
      dependsOn: dependsOn.map((name) => `${name}:image`),
    };
  }

  async function run(...tasks: readonly Promise<BatchTask>[]): Promise<readonly TaskResult[]> {
    const results: TaskResult[] = [];
    for await (const result of runBatch(await Promise.all(tasks), world)) results.push(result);
    return results;
  }

  const statesOf = (results: readonly TaskResult[]): object =>
    Object.fromEntries(
      results.map(({ task, result: { status, success } }) => [task, status ?? (success ? 'done' : 'failed')]),
    );
  const outputOf = (results: readonly TaskResult[], id: string): string | undefined =>
    results.find(({ task }) => task === id)?.result.terminalOutput;

  it('pushes every image, and ends with a table of all', async () => {
    const results = await run(taskOf('one'), taskOf('two'), taskOf('three'));
    expect(statesOf(results)).toEqual({ 'one:image': 'done', 'two:image': 'done', 'three:image': 'done' });
    expect(['one', 'two', 'three'].map((name) => [...storeOf(`one.example/${name}`).tags().keys()])).toEqual(
      Array.from({ length: 3 }, () => expect.arrayContaining(['1']) as string[]),
    );
    const table = (printed.at(-1) ?? '').split('\n');
    expect(table.map((line) => line.replace(DIGEST, '#'))).toEqual([
      '',
      'project  platforms                             time  digest',
      'one      linux/amd64 built, linux/arm64 built  0 ms  #',
      'two      linux/amd64 built, linux/arm64 built  0 ms  #',
      'three    linux/amd64 built, linux/arm64 built  0 ms  #',
      '',
      '3 services: 3 done, 0 failed',
      '',
    ]);
    expect(opened).toEqual(['Building 3 services']);
    expect(await readdir(path.join(root, 'run'))).toEqual([]);
  });

  it("fails one service alone, with its own lines, whether its options or its build are wrong, or it's a bug", async () => {
    const { build } = engine;
    engine = {
      ...engine,
      build: (jobs, scope) => {
        const { projectName } = jobs[0].plan;
        if (projectName === 'broken') throw new PluginError('BUILD_FAILED', 'Building broken: no');
        if (projectName === 'bug') throw new TypeError('a bug of ours');
        return build(jobs, scope);
      },
    };
    const results = await run(
      taskOf('good'),
      taskOf('wrong', { tagz: 'x' }),
      taskOf('broken'),
      taskOf('bug'),
    );
    const [failed, done] = ['failed', 'done'];
    expect(statesOf(results)).toEqual({
      ...{ 'wrong:image': failed, 'broken:image': failed, 'bug:image': failed },
      'good:image': done,
    });
    expect(outputOf(results, 'wrong:image')).toMatch(/^OPTIONS_INVALID: .*\n.*tagz/m);
    expect(outputOf(results, 'broken:image')).toMatch(/^BUILD_FAILED: Building broken: no$/m);
    expect(outputOf(results, 'bug:image')).toMatch(/TypeError: a bug of ours\n +at .*run-batch\.spec\.ts/);
    expect(outputOf(results, 'good:image')).not.toMatch(/broken|bug|wrong/);
    expect(printed.at(-1)).toMatch(
      /wrong +FAILED .*\nbroken +FAILED .*\nbug +FAILED .*\n\n4 services: 1 done, 3 failed\n$/,
    );
    expect(await readdir(path.join(root, 'run'))).toEqual([]);
  });

  it('prints each line at once with its project, and gives Nx all of the same without', async () => {
    const results = await run(taskOf('one'), taskOf('two'));
    for (const project of ['one', 'two']) {
      const live = printed
        .join('')
        .split('\n')
        .filter((line) => line.startsWith(`${project} `));
      const own = live.filter((line) => !line.includes('linux/amd64 built')).join('\n');
      expect(own.replaceAll(new RegExp(`^${project} ?`, 'gm'), '')).toBe(
        (outputOf(results, `${project}:image`) ?? '').split('\n').filter(Boolean).join('\n'),
      );
    }
  });

  it('leaves to Nx what it prints of a task alone, and has no table', async () => {
    const results = await run(taskOf('one'));
    const [kept, live] = [outputOf(results, 'one:image'), printed.join('')];
    expect(live).toContain('proving linux/amd64, linux/arm64\n');
    expect(kept).toMatch(/^platform +outcome/m);
    expect([kept?.includes('proving'), live.includes('outcome'), live.includes('services')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(opened).toEqual(['Building one']);
  });

  it('builds a service after those that it depends on, and not at all if one of them has no image', async () => {
    const order: string[] = [];
    const { build } = engine;
    engine = {
      ...engine,
      build: (jobs, scope) => {
        order.push(jobs[0].plan.projectName);
        return build(jobs, scope);
      },
    };
    const results = await run(
      taskOf('last', {}, 'middle', 'wrong'),
      taskOf('middle', {}, 'first'),
      taskOf('first'),
      taskOf('wrong', { push: 'perhaps' }),
      taskOf('later', {}, 'last'),
    );
    expect(order).toEqual(['first', 'middle']);
    expect(statesOf(results)).toEqual({
      ...{ 'first:image': 'done', 'middle:image': 'done', 'wrong:image': 'failed' },
      ...{ 'last:image': 'skipped', 'later:image': 'skipped' },
    });
    expect(outputOf(results, 'last:image')).toBe(
      'Not built: it depends on wrong:image, which was not built.\n',
    );
    expect(printed.at(-1)).toContain('5 services: 2 done, 1 failed, 2 not built');
  });

  it('fails all that is not finished when it is cancelled, and leaves nothing', async () => {
    const { build } = engine;
    engine = {
      ...engine,
      build: async (jobs, scope) => {
        const { projectName } = jobs[0].plan;
        if (projectName === 'two') controller.abort(new PluginError('CANCELLED', 'stopped by SIGTERM'));
        // It may come to its build before the second does.
        if (projectName === 'three' && !scope.signal.aborted) await once(scope.signal, 'abort');
        return build(jobs, scope);
      },
    };
    const results = await run(...['one', 'two', 'three'].map((name) => taskOf(name)));
    expect(results.map(({ task }) => task).sort()).toEqual(['one:image', 'three:image', 'two:image']);
    expect(outputOf(results, 'two:image')).toContain('CANCELLED: stopped by SIGTERM');
    expect(outputOf(results, 'three:image')).toContain('CANCELLED: stopped by SIGTERM');
    expect(stores.get('one.example/three')?.tags().size ?? 0).toBe(0);
    expect(await readdir(path.join(root, 'run'))).toEqual([]);
  });

  it('gives every task a failed result if there is no workshop', async () => {
    world = { ...world, inWorkshop: () => Promise.reject(new PluginError('DISC_FAILED', 'no room')) };
    const results = await run(taskOf('one'), taskOf('two'));
    expect(statesOf(results)).toEqual({ 'one:image': 'failed', 'two:image': 'failed' });
    expect(outputOf(results, 'two:image')).toBe('DISC_FAILED: no room\n');
  });

  it('gives every result even if the table can not be printed', async () => {
    const write = (text: string) => {
      if (text.includes('2 services:')) throw new Error('no terminal');
      printed.push(text);
    };
    world = { ...world, stdout: { write } };
    const results = await run(taskOf('one'), taskOf('two'));
    expect(statesOf(results)).toEqual({ 'one:image': 'done', 'two:image': 'done' });
    expect(printed.at(-1)).toContain('Error: no terminal');
  });

  it('keeps the results if only clearing up fails, and says so', async () => {
    const { inWorkshop } = world;
    world = {
      ...world,
      async inWorkshop(doing, work) {
        await inWorkshop(doing, work);
        throw new PluginError('DISC_FAILED', 'it stays');
      },
    };
    expect(statesOf(await run(taskOf('one'), taskOf('two')))).toEqual({
      'one:image': 'done',
      'two:image': 'done',
    });
    expect(printed.at(-1)).toBe('DISC_FAILED: it stays\n');
  });
});
