import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDockerignore } from './find-dockerignore.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ignore-'));
  await mkdir(join(root, 'ws/api'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const find = () => findDockerignore(join(root, 'ws/api/Dockerfile'), join(root, 'ws'));
const GENERAL = 'ws/.dockerignore';
const SPECIAL = 'ws/api/Dockerfile.dockerignore';

describe('findDockerignore', () => {
  it.each([
    ['the build context’s', { [GENERAL]: 'a' }, GENERAL, true],
    ['the Dockerfile’s own', { [SPECIAL]: 'a' }, SPECIAL, true],
    ['the Dockerfile’s own before the build context’s', { [SPECIAL]: 'a', [GENERAL]: 'b' }, SPECIAL, true],
    ['the Dockerfile’s own, even empty', { [SPECIAL]: '', [GENERAL]: 'a' }, SPECIAL, false],
  ])('takes %s', async (_title, files, name, isIgnored) => {
    for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
    const ignore = await find();
    expect(ignore?.name).toBe(join(root, name));
    expect(ignore?.ignores('a')).toBe(isIgnored);
  });

  it.each([
    ['there is no file', async () => {}],
    [
      'there is one beside a Dockerfile in a subfolder',
      () => writeFile(join(root, 'ws/api/.dockerignore'), 'a'),
    ],
  ])('finds nothing if %s', async (_title, prepare) => {
    await prepare();
    expect(await find()).toBeUndefined();
  });

  it('follows a link that stays in the folder', async () => {
    await writeFile(join(root, 'ws/rules'), 'a');
    await symlink('rules', join(root, GENERAL));
    expect((await find())?.ignores('a')).toBe(true);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a link out of the folder',
      () => symlink('../rules', join(root, GENERAL)),
      'it is a link that leads out of its folder',
    ],
    ['a folder', () => mkdir(join(root, GENERAL)), 'EISDIR: illegal operation on a directory, read'],
    [
      'a file too large',
      () => writeFile(join(root, GENERAL), ' '.repeat(1024 * 1024 + 1)),
      'it has more than 1048576 bytes',
    ],
  ])('refuses %s', async (_title, prepare, what) => {
    await writeFile(join(root, 'rules'), 'a');
    await prepare();
    await expect(find()).rejects.toMatchObject({
      code: 'CONTEXT_INVALID',
      message: `Reading ${join(root, GENERAL)}: ${what}`,
    });
  });
});
