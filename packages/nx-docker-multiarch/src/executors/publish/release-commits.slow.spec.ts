import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, type Run } from '../../process/index.js';
import { readCommitsBeforeRelease } from './release-commits.js';

const MANIFEST = { name: 'api', version: '1.0.0', dependencies: { left: '1.0.0' } };

describe('readCommitsBeforeRelease', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'release-'));
    await git('init', '--quiet');
    await commit({ 'api/package.json': manifest({}), 'api/main.js': '1' });
  });
  afterEach(() => rm(root, { recursive: true }));

  /** Git that knows nothing of this machine's configuration. */
  const gitOnly: Run = (request) =>
    run({ ...request, env: { ...request.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } });
  const git = async (...args: readonly string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.test'];
    return (await gitOnly({ command: 'git', args: [...identity, ...args], cwd: root })).stdout.trim();
  };
  const read = (folder = ''): Promise<readonly string[]> =>
    readCommitsBeforeRelease(path.join(root, folder), gitOnly);

  function manifest(changes: object): string {
    return JSON.stringify({ ...MANIFEST, ...changes }, undefined, 2);
  }

  async function commit(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), content);
    }
    await git('add', '.');
    await git('commit', '--quiet', '--allow-empty', '--message', 'a commit');
    return git('rev-parse', 'HEAD');
  }

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a changelog', { 'CHANGELOG.md': '# 1.1.0', 'api/CHANGELOG.md': '# 1.1.0' }],
    ['a version', { 'api/package.json': manifest({ version: '1.1.0' }) }],
    [
      'both, and a plan',
      {
        'api/CHANGELOG.md': '#',
        'api/package.json': manifest({ version: '2.0.0' }),
        '.nx/version-plans/a.md': '-',
      },
    ],
  ])('goes back over a release that writes %s', async (_title, files) => {
    const before = await git('rev-parse', 'HEAD');
    await commit(files);
    await expect(read()).resolves.toEqual([before]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a file of the service', { 'api/main.js': '2' }],
    ['a changelog and a file', { 'CHANGELOG.md': '#', 'api/main.js': '2' }],
    [
      'another line of package.json',
      { 'api/package.json': manifest({ version: '1.1.0', dependencies: { left: '1.1.0' } }) },
    ],
    ['a dependency in the line of the version', { 'api/Cargo.toml': 'version = "2", x = "2"\n' }],
    ['a plan of another workspace', { 'api/.nx/version-plans/a.md': '-' }],
    ['nothing', {}],
  ])('stays at a commit that changes %s', async (_title, files) => {
    await commit(files);
    await expect(read()).resolves.toEqual([]);
  });

  it('sees what Git is told not to show', async () => {
    await commit({ '.gitattributes': 'package.json -diff' });
    const before = await commit({ 'api/package.json': manifest({ version: '1.1.0' }) });
    await expect(read()).resolves.toHaveLength(1);
    await commit({ 'api/package.json': manifest({ version: '1.1.0', dependencies: { left: '1.1.0' } }) });
    await expect(read()).resolves.toEqual([]);
    await git('reset', '--quiet', '--hard', before);
    await git('update-index', '--chmod=+x', 'api/package.json');
    await git('commit', '--quiet', '--message', 'a mode');
    await expect(read()).resolves.toEqual([]);
  });

  it('knows a release in a workspace below the top of the repository', async () => {
    await git('config', 'diff.relative', 'true');
    const before = await commit({ 'ws/api/package.json': manifest({}), 'ws/package.json': manifest({}) });
    const version = { version: '1.1.0' };
    await commit({ 'ws/api/package.json': manifest(version), 'ws/.nx/version-plans/a.md': '-' });
    await expect(read('ws')).resolves.toEqual([before]);
    await commit({ 'ws/package.json': manifest({ dependencies: { left: '2.0.0' } }) });
    await expect(read('ws')).resolves.toEqual([]);
    await commit({ 'api/main.js': '3', 'ws/CHANGELOG.md': '#' });
    await expect(read('ws')).resolves.toEqual([]);
  });

  it('goes back over several releases, and not beyond what they release', async () => {
    await commit({ 'api/main.js': '2' });
    const built = await git('rev-parse', 'HEAD');
    const first = await commit({ 'api/CHANGELOG.md': '#' });
    await commit({ 'web/CHANGELOG.md': '#' });
    await expect(read()).resolves.toEqual([first, built]);
  });

  it('stays at the first commit, at the end of a shallow clone, and without a checkout', async () => {
    await expect(read()).resolves.toEqual([]);
    await commit({ 'CHANGELOG.md': '#' });
    await git('clone', '--quiet', '--depth=1', `file://${root}`, 'shallow');
    await expect(readCommitsBeforeRelease(path.join(root, 'shallow'), gitOnly)).resolves.toEqual([]);
    await expect(readCommitsBeforeRelease('/', gitOnly)).resolves.toEqual([]);
  });
});
