import { attempt, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneDigest } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BASE = 'localhost:5000/library/busybox:1.35';
const REPOSITORIES = `localhost:5000/affected-${Date.now().toString(36)}`;
const SERVICES = ['red', 'green', 'blue'];
const MODES = [
  ['batch', []],
  ['many', ['--no-batch']],
] as const;

/** `red` is made of the library `paint`, which is made of `pigment`; the others have their own files alone. */
describeWith(['registry', 'base-images', 'crane'], 'services of a Git checkout that are affected', () => {
  let workspace: Workspace;
  const nameOf = (project: string, run: string): string => `${REPOSITORIES}/${run}/${project}:1`;

  beforeEach(async () => {
    workspace = await createWorkspace();
    await workspace.write({
      '.gitignore': 'node_modules\ndist\n.nx\n',
      ...library('pigment'),
      ...library('paint', ['pigment']),
      ...service('red', ['paint'], ['pigment/src', 'paint/src']),
      ...service('green'),
      ...service('blue'),
    });
    await git('init', '--quiet');
    await git('config', 'user.email', 'nobody@example.com');
    await git('config', 'user.name', 'nobody');
    await commit();
  });
  afterEach(() => workspace?.remove());

  const git = (...args: string[]): Promise<string> => succeed('git', args, { cwd: workspace.root });
  const commit = async (): Promise<void> => {
    await git('add', '.');
    await git('commit', '--quiet', '--no-gpg-sign', '--message', 'a change');
  };
  const affected = (run: string, ...args: readonly string[]): Promise<CommandResult> =>
    workspace.nx(['affected', '-t', 'docker-multiarch', '--base=HEAD~1', ...args], { env: { RUN: run } });
  const isPushed = async (project: string, run: string): Promise<boolean> =>
    (await attempt('crane', ['digest', '--insecure', nameOf(project, run)])).exitCode === 0;
  const pushed = async (run: string): Promise<readonly string[]> => {
    const found = await Promise.all(SERVICES.map((project) => isPushed(project, run)));
    return SERVICES.filter((_, position) => found[position]);
  };

  function service(name: string, uses: readonly string[] = [], copies: readonly string[] = []) {
    const lines = [...copies, `${name}/src`].map((source) => `COPY ${source} /app/${source}`);
    const options = {
      context: '.',
      push: true,
      tags: [nameOf('{projectName}', '{env.RUN}')],
      ociLabels: false,
    };
    const targets = { 'docker-multiarch': { executor: 'nx-docker-multiarch:build', options } };
    return {
      [`${name}/project.json`]: JSON.stringify({ name, implicitDependencies: uses, targets }),
      [`${name}/src/index.txt`]: name,
      [`${name}/Dockerfile`]: [`FROM ${BASE}`, ...lines, 'CMD ["sh"]', ''].join('\n'),
    };
  }

  function library(name: string, uses: readonly string[] = []) {
    return {
      [`${name}/project.json`]: JSON.stringify({ name, implicitDependencies: uses }),
      [`${name}/src/index.txt`]: name,
    };
  }

  it('by a library, transitively, are exactly those that are made of it', async () => {
    await workspace.write({ 'pigment/src/index.txt': 'brighter' });
    await commit();
    const shown = await workspace.nx([
      ...['show', 'projects', '--affected', '--with-target', 'docker-multiarch', '--base=HEAD~1'],
    ]);
    expect(shown.stdout.trim()).toBe('red');
    for (const [run, args] of MODES) {
      const { exitCode, output } = await affected(`library-${run}`, ...args);
      expect([exitCode, output]).toEqual([0, expect.stringContaining('red')]);
      expect(await pushed(`library-${run}`)).toEqual(['red']);
    }
    expect(await craneDigest(nameOf('red', 'library-batch'))).toBe(
      await craneDigest(nameOf('red', 'library-many')),
    );
  });

  it('are built though another one fails, and Nx reports each', async () => {
    await workspace.write({ 'paint/src/index.txt': 'glossy', 'green/src/index.txt': 'greener' });
    await workspace.write({ 'blue/Dockerfile': `FROM ${BASE}\nCOPY nothing /\n` });
    await commit();
    for (const [run, args] of MODES) {
      const { exitCode, output } = await affected(`failing-${run}`, ...args);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/Failed tasks:\s+- blue:docker-multiarch\s*\n(?!\s*- )/);
      expect(await pushed(`failing-${run}`)).toEqual(['red', 'green']);
    }
    for (const project of ['red', 'green'])
      expect(await craneDigest(nameOf(project, 'failing-batch'))).toBe(
        await craneDigest(nameOf(project, 'failing-many')),
      );
  });
});
