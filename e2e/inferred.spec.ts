import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attempt, expectSuccess, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { packTarballs } from './support/tarballs.js';

/** Nothing of it has the plugin before `nx add`. */
const FILES = {
  '.npmrc': 'fund=false\naudit=false\n',
  '.gitignore': 'node_modules\ndist\n.nx\n',
  'package.json': JSON.stringify({ name: 'outside', private: true, workspaces: ['packages/*'] }),
  'nx.json': JSON.stringify({ analytics: false, neverConnectToCloud: true }),
};
const COPIES = 'FROM scratch\nCOPY --link dist/api /app\nCMD ["/app"]\n';
const BUILD = {
  command: 'node build.js',
  options: { cwd: '{projectRoot}' },
  outputs: ['{workspaceRoot}/dist/api'],
};
const PROJECTS = {
  'apps/api/project.json': JSON.stringify({ name: 'api', targets: { build: BUILD } }),
  'apps/api/build.js': 'require("fs").cpSync("main.txt", "../../dist/api/main.txt");\n',
  'apps/api/main.txt': 'api\n',
  'apps/api/Dockerfile': COPIES,
  'apps/api/Dockerfile.dockerignore': '**\n!dist/api\n',
  'apps/api/Dockerfile.worker': COPIES.replace('/app"', '/app", "work"'),
  'apps/api/test/Dockerfile': 'FROM nothing\n',
  'apps/own/project.json': JSON.stringify({
    name: 'own',
    targets: { 'docker-multiarch': { dependsOn: [], options: { platforms: ['linux/arm64'] } } },
  }),
  'apps/own/Dockerfile': 'FROM scratch\nCOPY apps/own/own.txt /\n',
  'apps/own/own.txt': 'own\n',
  'packages/web/package.json': JSON.stringify({ name: '@acme/web', version: '1.0.0' }),
  'packages/web/Dockerfile': 'FROM scratch\nCOPY packages/web/package.json /\n',
};
const ODD = {
  Dockerfile: 'FROM scratch\n',
  'docker/Dockerfile': 'FROM scratch\n',
  'tools/package.json': JSON.stringify({ name: 'no-workspace' }),
  'tools/Dockerfile': 'FROM scratch\n',
  'nameless/package.json': '{}',
  'nameless/Dockerfile': 'FROM scratch\n',
  'odd/binary/project.json': JSON.stringify({ name: 'odd-binary' }),
  'odd/binary/Dockerfile': '\u0000\uffff\u0000',
  'odd/folder/project.json': JSON.stringify({ name: 'odd-folder' }),
  'odd/folder/Dockerfile/Dockerfile': 'FROM scratch\n',
  'odd/link/project.json': JSON.stringify({ name: 'odd-link' }),
};

describe.each(['22.7.8', '23.2.1', '24.0.6'])('Nx %s', (nxVersion) => {
  describeWith([], 'after nx add of the packed plugin', () => {
    let parent: string;
    let root: string;
    let added: CommandResult;

    beforeAll(async () => {
      parent = await mkdtemp(path.join(tmpdir(), 'nxdm-inferred-'));
      root = path.join(parent, 'workspace');
      await write(FILES);
      await succeed('npm', ['install', '--save-dev', '--prefer-offline', `nx@${nxVersion}`], { cwd: root });
      const tarballs = await packTarballs(parent);
      const [plugin] = tarballs.filter((tarball) => !tarball.includes('-oci-'));
      added = await nx('add', `nx-docker-multiarch@file:${plugin}`);
      await write(PROJECTS);
    });
    afterAll(() => rm(parent, { recursive: true, force: true }));

    const nx = (...args: readonly string[]): Promise<CommandResult> =>
      attempt(path.join(root, 'node_modules/.bin/nx'), args, { cwd: root });
    const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
      for (const [file, content] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(root, file)), { recursive: true });
        await writeFile(path.join(root, file), content);
      }
    };
    const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
    const readAll = (): Promise<readonly string[]> =>
      Promise.all(['nx.json', 'package.json', '.dockerignore'].map(read));
    const showProjects = async (...args: readonly string[]): Promise<readonly string[]> => {
      const shown = await nx('show', 'projects', '--json', ...args);
      expectSuccess(shown);
      return (JSON.parse(shown.stdout) as string[]).sort();
    };

    it('the workspace is set up, and each file that changed was named', async () => {
      expectSuccess(added);
      expect(added.output).toMatch(/nx\.json: added the plugin[^]*\.dockerignore: written/);
      const { plugins, targetDefaults } = JSON.parse(await read('nx.json')) as Record<string, unknown>;
      expect(plugins).toEqual([
        { plugin: 'nx-docker-multiarch', options: { targetName: 'docker-multiarch' } },
      ]);
      expect(targetDefaults).toEqual({ 'docker-multiarch': { dependsOn: ['build'] } });
      expect(JSON.parse(await read('package.json'))).toMatchObject({
        devDependencies: { 'nx-docker-multiarch': expect.stringContaining('file:') },
      });
    });

    it('projects with Dockerfiles have targets, of which a project can replace each part', async () => {
      expect(await showProjects('--with-target', 'docker-multiarch')).toEqual(['@acme/web', 'api', 'own']);
      expect(await showProjects('--with-target', 'docker-multiarch-worker')).toEqual(['api']);
      const shown = await nx('show', 'project', 'own', '--json');
      expect(JSON.parse(shown.stdout)).toMatchObject({
        targets: {
          'docker-multiarch': {
            executor: 'nx-docker-multiarch:build',
            options: { platforms: ['linux/arm64'] },
            dependsOn: [],
            metadata: { technologies: ['container'], description: expect.stringContaining('Dockerfile') },
          },
        },
      });
    });

    it('they are built, each after its project, into a layout and a result of its own', async () => {
      const targets = ['docker-multiarch', 'docker-multiarch-worker'].join();
      expectSuccess(await nx('run-many', `--targets=${targets}`, '--no-ociLabels'));
      for (const name of ['api', 'api+worker', 'own', 'acme-web-29787071']) {
        expect(existsSync(path.join(root, 'dist/images', name, 'index.json'))).toBe(true);
        const result: unknown = JSON.parse(await read(`dist/docker-multiarch/${name}.json`));
        const platforms = name === 'own' ? ['linux/arm64'] : ['linux/amd64', 'linux/arm64'];
        expect(result).toMatchObject({ platforms: platforms.map((platform) => ({ platform })) });
      }
    });

    it('Dockerfiles that are broken, no file, or of no project break nothing and infer nothing', async () => {
      const before = await showProjects();
      await write(ODD);
      await symlink('nowhere', path.join(root, 'odd/link/Dockerfile'));
      expect(await showProjects()).toEqual([...before, 'odd-binary', 'odd-folder', 'odd-link'].sort());
      const withTarget = await showProjects('--with-target', 'docker-multiarch');
      expect(withTarget.filter((name) => name !== 'odd-link')).toEqual([
        '@acme/web',
        'api',
        'odd-binary',
        'own',
      ]);
    });

    it('init changes nothing the second time, and nothing with --dry-run', async () => {
      const before = await readAll();
      const again = await nx('g', 'nx-docker-multiarch:init', '--registry=ghcr.io/acme');
      expectSuccess(again);
      expect(again.output).toContain('write there "registry": "ghcr.io/acme"');
      expect(await readAll()).toEqual(before);
      await write({ 'nx.json': FILES['nx.json'] });
      await rm(path.join(root, '.dockerignore'));
      const dry = await nx('g', 'nx-docker-multiarch:init', '--dry-run', '--tags=1,2', '--registry=r.io');
      expectSuccess(dry);
      expect(dry.output).toMatch(
        /CREATE \.dockerignore[^]*UPDATE nx\.json|UPDATE nx\.json[^]*CREATE \.dockerignore/,
      );
      expect(await read('nx.json')).toBe(FILES['nx.json']);
      await write({ '.dockerignore': before[2] ?? '', 'nx.json': before[0] ?? '' });
    });

    it('options that cannot be are refused by every command, which names the place', async () => {
      const before = await read('nx.json');
      const wrong = [{ plugin: 'nx-docker-multiarch', options: { platfroms: ['linux/amd64'] } }];
      await write({ 'nx.json': JSON.stringify({ ...(JSON.parse(before) as object), plugins: wrong }) });
      const { exitCode, output } = await nx('show', 'projects');
      expect(exitCode).not.toBe(0);
      expect(output).toContain('there is no option platfroms; did you mean platforms?');
      expect(output).toContain('Correct "options" of the plugin nx-docker-multiarch in nx.json.');
      await write({ 'nx.json': before });
    });
  });
});
