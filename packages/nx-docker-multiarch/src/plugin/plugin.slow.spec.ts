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
        Object.keys(targets),
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
        metadata: { description: expect.stringContaining('Dockerfile.worker') },
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

  it.each<[string, NxJsonConfiguration, readonly string[], boolean]>([
    ['how a service is released, by its first Dockerfile', { release: {} }, ['nx-release-publish'], true],
    ['nothing of releases where nx.json has none', {}, [], false],
  ])('says %s', async (_, nxJsonConfiguration, targets, isVersioned) => {
    write({ 'api/project.json': PROJECT });
    const context = { workspaceRoot: root, nxJsonConfiguration };
    const nodes = await createNodesV2[1](['api/Dockerfile.worker', 'api/Dockerfile'], {}, context);
    const told = nodes.map(([file, { projects }]) => {
      const { targets: all = {}, release } = projects?.api ?? {};
      return [file, Object.keys(all), release !== undefined];
    });
    expect(told).toEqual([
      ['api/Dockerfile', ['docker-multiarch', ...targets], isVersioned],
      ['api/Dockerfile.worker', ['docker-multiarch-worker'], false],
    ]);
  });

  it('leaves to nx.json what it says for the group of a project, and no other', async () => {
    write({
      'api/project.json': '{"tags":["x"]}',
      'web/project.json': '{"name":"front"}',
      'npm/project.json': '{',
    });
    write({ 'private/package.json': '{"private":true,"nx":{}}', 'private/project.json': PROJECT });
    const [api, web] = [{ versionActions: './mine' }, { currentVersionResolver: 'disk' as const }];
    const groups = { a: { projects: 'tag:x', version: api }, b: { projects: ['front'], version: web } };
    const files = ['api', 'web', 'npm', 'private'].map((folder) => `${folder}/Dockerfile`);
    const found = await infer(files, {}, { release: { groups } });
    const versions = Object.entries(found).map(([folder, { release }]) => [folder, release?.version]);
    const versionActions = 'nx-docker-multiarch/release/version-actions';
    expect(Object.fromEntries(versions)).toEqual({
      api: { currentVersionResolver: 'git-tag' },
      web: { versionActions },
      npm: { versionActions, currentVersionResolver: 'git-tag' },
      private: undefined,
    });
  });

  it('shares nothing between projects that Nx adds to in place', async () => {
    write({ 'a/project.json': PROJECT, 'b/project.json': PROJECT });
    const { a, b } = await infer(['a/Dockerfile', 'b/Dockerfile'], {}, { release: {} });
    for (const name of ['docker-multiarch', 'nx-release-publish']) {
      const [one, other] = [a, b].map((each) => each?.targets?.[name]?.metadata?.technologies);
      expect(one).toEqual(['container']);
      expect(one).not.toBe(other);
    }
  });

  it('refuses wrong options in nx.json', async () => {
    const wrong = { target: 'image' } as PluginOptions;
    await expect(infer([], wrong)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('is what every Nx of the range looks for', () => {
    expect(createNodes).toBe(createNodesV2);
  });
});
