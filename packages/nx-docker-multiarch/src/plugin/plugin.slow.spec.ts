import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NxJsonConfiguration, ProjectConfiguration } from '@nx/devkit';
import { createNodes, createNodesV2 } from './plugin.js';
import type { PluginOptions } from './plugin-options.js';

const PROJECT = '{}';

describe('createNodes', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'nxdm-plugin-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content);
    }
  };
  /** What all results together say of each project. */
  const infer = async (
    files: readonly string[],
    options?: PluginOptions,
    nxJsonConfiguration: NxJsonConfiguration = {},
  ): Promise<Readonly<Record<string, ProjectConfiguration>>> => {
    const context = { workspaceRoot: root, nxJsonConfiguration };
    const projects: Record<string, ProjectConfiguration> = {};
    for (const [, result] of await createNodesV2[1](files, options, context))
      for (const [folder, project] of Object.entries(result.projects ?? {})) {
        const targets = { ...projects[folder]?.targets, ...project?.targets };
        projects[folder] = { root: folder, ...projects[folder], ...project, targets };
      }
    return projects;
  };
  const targetNames = async (files: readonly string[], options?: PluginOptions) =>
    Object.fromEntries(
      Object.entries(await infer(files, options)).map(([folder, { targets = {} }]) => [
        folder,
        Object.keys(targets).filter((target) => target !== 'nx-release-publish'),
      ]),
    );

  it('gives a project with a Dockerfile a target with all that is known, and nothing else', async () => {
    write({ 'apps/api/project.json': PROJECT });
    const { 'apps/api': api } = await infer(['apps/api/Dockerfile']);
    expect(api?.targets?.['docker-multiarch']).toEqual({
      executor: 'nx-docker-multiarch:build',
      options: {},
      dependsOn: ['build'],
      inputs: [
        'default',
        '^default',
        { dependentTasksOutputFiles: '**/*', transitive: true },
        '{workspaceRoot}/.dockerignore',
        { env: 'SOURCE_DATE_EPOCH' },
      ],
      outputs: [
        '{options.outputPath}',
        '{options.resultFile}',
        '{workspaceRoot}/dist/images/{projectName}',
        '{workspaceRoot}/dist/docker-multiarch/{projectName}.json',
      ],
      continuous: false,
      metadata: {
        technologies: ['container'],
        description:
          'Builds the image of Dockerfile for several platforms, proves it, and with --push pushes it.',
        help: { command: 'npx nx docker-multiarch --help', example: { options: { push: true } } },
      },
    });
    expect(api).not.toHaveProperty('name');
  });

  it('gives several Dockerfiles of a project a target each, whose outputs and tags are their own', async () => {
    write({ 'apps/api/project.json': PROJECT });
    const files = ['Dockerfile', 'Dockerfile.worker', 'Dockerfile.Cron.dev'].map(
      (file) => `apps/api/${file}`,
    );
    const { 'apps/api': api } = await infer(files, { targetName: 'image', registry: 'ghcr.io/acme' });
    expect(api?.targets).toMatchObject({
      image: { options: { tags: ['ghcr.io/acme/{projectName}:latest'] } },
      'image-worker': {
        options: {
          dockerfile: '{projectRoot}/Dockerfile.worker',
          tags: ['ghcr.io/acme/{projectName}-worker:latest'],
        },
        outputs: expect.arrayContaining([
          '{workspaceRoot}/dist/images/{projectName}+worker',
          '{workspaceRoot}/dist/docker-multiarch/{projectName}+worker.json',
        ]),
        metadata: { help: { command: 'npx nx image-worker --help' } },
      },
      'image-Cron.dev': { options: { tags: ['ghcr.io/acme/{projectName}-cron.dev:latest'] } },
    });
    expect(api?.targets?.image?.options).not.toHaveProperty('dockerfile');
  });

  it.each([
    ['ignore files', ['Dockerfile.dockerignore', 'Dockerfile.worker.dockerignore'], []],
    ['names that no target can have', ['Dockerfile.a b', 'Dockerfile.a:b', 'Dockerfile.'], []],
    ['a suffix that only looks like it', ['Dockerfile.dockerignored'], ['docker-multiarch-dockerignored']],
  ])('of %s', async (_, files, targets) => {
    write({ 'api/project.json': PROJECT });
    const found = await targetNames(files.map((file) => `api/${file}`));
    expect(found).toEqual(targets.length === 0 ? {} : { api: targets });
  });

  it('gives nothing for Dockerfiles outside the folder of a project', async () => {
    write({ 'apps/api/project.json': PROJECT, 'tools/package.json': '{"name":"tools"}' });
    mkdirSync(join(root, 'apps/api/Dockerfile/x'), { recursive: true });
    const outside = ['Dockerfile', 'docker/Dockerfile', 'apps/api/docker/Dockerfile', 'tools/Dockerfile'];
    expect(await targetNames([...outside, 'apps/api/Dockerfile/x/Dockerfile'])).toEqual({});
  });

  it.each([
    ['npm’s', { 'package.json': '{"workspaces":["pkgs/*","!pkgs/out"]}' }],
    ['Yarn’s', { 'package.json': '{"workspaces":{"packages":["pkgs/*","!pkgs/out"]}}' }],
    ['pnpm’s', { 'package.json': '{}', 'pnpm-workspace.yaml': 'packages:\n  - "pkgs/{in,in2}"\n' }],
  ])('takes a package for a project if it is of %s workspaces', async (_, files) => {
    write({ ...files, 'pkgs/in/package.json': '{"name":"in"}', 'pkgs/out/package.json': '{"name":"out"}' });
    expect(await targetNames(['Dockerfile', 'pkgs/in/Dockerfile', 'pkgs/out/Dockerfile'])).toEqual({
      'pkgs/in': ['docker-multiarch'],
    });
  });

  it('takes the workspace root for a project if it is one', async () => {
    write({ 'package.json': '{"name":"all","nx":{}}' });
    expect(await targetNames(['Dockerfile'])).toEqual({ '.': ['docker-multiarch'] });
    write({ 'package.json': '{"name":"all"}', 'project.json': PROJECT });
    expect(await targetNames(['Dockerfile'])).toEqual({ '.': ['docker-multiarch'] });
  });

  it('reads no Dockerfile, and is not stopped by what Nx itself refuses', async () => {
    write({ 'api/project.json': '{', 'api/package.json': 'null', 'web/project.json': PROJECT });
    write({ 'web/package.json': '{' });
    symlinkSync('nowhere', join(root, 'web/Dockerfile'));
    expect(await targetNames(['api/Dockerfile', 'gone/Dockerfile', 'web/Dockerfile'])).toEqual({
      api: ['docker-multiarch'],
      web: ['docker-multiarch'],
    });
  });

  it('says the same whatever the order of the files', async () => {
    write({ 'a/project.json': PROJECT, 'b/project.json': PROJECT });
    const files = ['a/Dockerfile', 'a/Dockerfile.x', 'b/Dockerfile'];
    const context = { workspaceRoot: root, nxJsonConfiguration: {} };
    const one = await createNodesV2[1](files, {}, context);
    const other = await createNodesV2[1](files.toReversed(), {}, context);
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  it('says how a service is released, by the first of its Dockerfiles', async () => {
    write({ 'api/project.json': PROJECT });
    const context = { workspaceRoot: root, nxJsonConfiguration: {} };
    const nodes = await createNodesV2[1](['api/Dockerfile.worker', 'api/Dockerfile'], {}, context);
    const releases = nodes.map(([file, { projects }]) => [file, Object.keys(projects?.api?.targets ?? {})]);
    expect(releases).toEqual([
      ['api/Dockerfile', ['docker-multiarch', 'nx-release-publish']],
      ['api/Dockerfile.worker', ['docker-multiarch-worker']],
    ]);
  });

  it('refuses wrong options in nx.json', async () => {
    const wrong = { target: 'image' } as PluginOptions;
    await expect(infer([], wrong)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('is what every Nx of the range looks for', () => {
    expect(createNodes).toBe(createNodesV2);
  });
});
