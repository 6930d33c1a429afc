import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectSuccess, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneDigest } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BASE = 'localhost:5000/library/busybox:1.35';
const REPOSITORIES = `localhost:5000/release-${Date.now().toString(36)}`;
/** Nobody answers there. */
const NOWHERE = '127.0.0.1:9/nobody';

describeWith(['registry', 'base-images', 'crane'], 'nx release of services in a Git checkout', () => {
  let workspace: Workspace;
  let folder: string;
  /** Of a machine without any builder. */
  let PATH: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'nxdm-release-'));
    PATH = folder;
    for (const name of ['node', 'npm', 'git', 'sh'])
      await symlink(await succeed('which', [name]), path.join(folder, name));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => workspace?.remove());

  const nx = (args: readonly string[], repositories: string): Promise<CommandResult> =>
    workspace.nx(args, { env: { PATH, REPOSITORIES: repositories } });
  const git = (...args: readonly string[]): Promise<string> => succeed('git', args, { cwd: workspace.root });
  const commit = async (message: string): Promise<string> => {
    await git('add', '.');
    await git('commit', '--quiet', '--no-gpg-sign', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  const read = (file: string): Promise<string> => readFile(path.join(workspace.root, file), 'utf8');

  async function openCheckout(release: object, files: Readonly<Record<string, string>> = {}): Promise<void> {
    workspace = await createWorkspace();
    const options = {
      tags: ['{env.REPOSITORIES}/{projectName}:{sha}', '{env.REPOSITORIES}/{projectName}:latest'],
    };
    await workspace.write({
      'nx.json': JSON.stringify({
        analytics: false,
        neverConnectToCloud: true,
        plugins: [{ plugin: 'nx-docker-multiarch', options }],
        release: { projects: ['api', 'web'], ...release },
      }),
      '.gitignore': 'node_modules\ndist\n.nx\n',
      ...service('api'),
      ...service('web'),
      ...files,
    });
    await git('init', '--quiet');
    await git('config', 'user.email', 'nobody@example.com');
    await git('config', 'user.name', 'nobody');
    await git('config', 'commit.gpgSign', 'false');
    await git('config', 'tag.gpgSign', 'false');
  }

  function service(name: string): Readonly<Record<string, string>> {
    return {
      [`${name}/project.json`]: JSON.stringify({ name }),
      [`${name}/main.sh`]: `echo ${name}`,
      [`${name}/Dockerfile`]: `FROM ${BASE}\nCOPY ${name}/main.sh /main.sh\nCMD ["sh", "/main.sh"]\n`,
    };
  }

  it('gives what was built of the commit its version, and fails for what was not built', async () => {
    await openCheckout({
      projectsRelationship: 'independent',
      changelog: { projectChangelogs: { createRelease: false }, workspaceChangelog: false },
    });
    const name = (project: string, tag: string): string => `${REPOSITORIES}/${project}:${tag}`;
    const tagsOf = async (project: string): Promise<readonly string[]> =>
      (await succeed('crane', ['ls', '--insecure', `${REPOSITORIES}/${project}`])).split('\n').sort();
    const first = await commit('feat: the first services');
    expectSuccess(
      await nx(['run-many', '-t', 'docker-multiarch', '--projects=api,web', '--push'], REPOSITORIES),
    );
    const built = await Promise.all(['api', 'web'].map((project) => craneDigest(name(project, first))));
    const before = await Promise.all(['api', 'web'].map(tagsOf));

    const dry = await nx(['release', '1.0.0', '--first-release', '--dry-run', '--yes'], NOWHERE);
    expectSuccess(dry);
    expect(dry.output).toContain(`image    ${NOWHERE}/api:${first}`);
    expect(dry.output).toMatch(new RegExp(`tag +${NOWHERE}/web:1\\.0\\.0`));
    expect([await git('rev-parse', 'HEAD'), await git('status', '--porcelain'), await git('tag')]).toEqual([
      first,
      '',
      '',
    ]);
    expect(await Promise.all(['api', 'web'].map(tagsOf))).toEqual(before);

    expectSuccess(await nx(['release', '1.0.0', '--first-release', '--yes'], REPOSITORIES));
    for (const [position, project] of ['api', 'web'].entries()) {
      expect(await craneDigest(name(project, '1.0.0'))).toBe(built[position]);
      expect(await read(`${project}/CHANGELOG.md`)).toContain('1.0.0');
    }
    expect(await git('rev-parse', 'HEAD^')).toBe(first);
    expect((await git('tag', '--points-at', 'HEAD')).split('\n')).toEqual(['api@1.0.0', 'web@1.0.0']);

    const again = await nx(['release', 'publish'], REPOSITORIES);
    expectSuccess(again);
    expect(again.output).toMatch(/api:1\.0\.0 +sha256:\w+ +unchanged/);

    await workspace.write({ 'web/main.sh': 'echo changed' });
    await commit('fix: something in web');
    const unbuilt = await nx(['release', 'patch', '--projects=web', '--yes'], REPOSITORIES);
    expect(unbuilt.exitCode).not.toBe(0);
    expect(unbuilt.output).toContain('IMAGE_NOT_BUILT: Releasing web:docker-multiarch: ');
    expect(await tagsOf('web')).toEqual([...(before[1] ?? []), '1.0.0'].sort());

    const [, build = '', publish = ''] =
      /Run nx (run .*?), which .* and then nx (release publish .*?)\.\s/.exec(unbuilt.output) ?? [];
    expectSuccess(await nx(build.split(' '), REPOSITORIES));
    expectSuccess(await nx(publish.split(' '), REPOSITORIES));
    expect(await craneDigest(name('web', '1.0.1'))).toBe(await craneDigest(name('web', 'latest')));
    expect(await craneDigest(name('web', '1.0.1'))).not.toBe(built[1]);

    const other = await nx([...publish.split(' '), '--from=other'], REPOSITORIES);
    expect(other.exitCode).not.toBe(0);
    expect(other.output).toContain(`there is no ${name('web', 'other')}`);
  });

  it('keeps one version of all in their manifests, where they have one', async () => {
    const repositories = `${REPOSITORIES}-fixed`;
    const manifest = JSON.stringify({ name: 'api', version: '1.0.0', private: true }, undefined, 2);
    await openCheckout(
      {
        projectsRelationship: 'fixed',
        version: {
          conventionalCommits: true,
          versionActions: 'nx-docker-multiarch/release/version-actions',
        },
        changelog: { workspaceChangelog: { createRelease: false } },
      },
      { 'api/package.json': `${manifest}\n` },
    );
    await commit('feat: the first services');
    await git('tag', 'v1.0.0');
    await workspace.write({ 'api/main.sh': 'echo more' });
    const second = await commit('feat: more');
    expectSuccess(
      await nx(['run-many', '-t', 'docker-multiarch', '--projects=api,web', '--push'], repositories),
    );
    expectSuccess(await nx(['release', '--yes'], repositories));
    expect(await read('api/package.json')).toBe(`${manifest.replace('1.0.0', '1.1.0')}\n`);
    expect(await read('CHANGELOG.md')).toContain('more');
    expect(await git('tag', '--points-at', 'HEAD')).toBe('v1.1.0');
    for (const project of ['api', 'web'])
      expect(await craneDigest(`${repositories}/${project}:1.1.0`)).toBe(
        await craneDigest(`${repositories}/${project}:${second}`),
      );
  });
});
