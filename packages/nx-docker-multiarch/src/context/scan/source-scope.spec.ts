import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanContext } from './scan-context.js';
import { hasAll, scanPart } from './scan-part.js';
import { isSelfContained, toScope } from './source-scope.js';

describe('what of a build context is scanned', () => {
  it.each<[string[], string[] | undefined]>([
    [
      ['dist/app', './a.txt'],
      ['a.txt', 'dist/app'],
    ],
    [['dist/*.js', 'dist/'], ['dist']],
    [['/x/../y', 'y'], ['y']],
    [['a/b?/c'], ['a']],
    [['a\\*'], undefined],
    [['*.js'], undefined],
    [['a', '.'], undefined],
    [['..'], undefined],
  ])('%j', (sources, expected) => {
    expect(toScope(sources)).toEqual(expected);
  });
});

describe('a part of a build context', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'scope-'));
    for (const folder of ['a/b', 'linked', 'other']) await mkdir(join(root, folder), { recursive: true });
    for (const file of ['a/b/f', 'other/f', 'g']) await writeFile(join(root, file), '');
    await symlink('../other/f', join(root, 'linked/l'));
    await symlink('a', join(root, 'link'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('holds the paths, what is below them and the folders above them', async () => {
    const { entries } = await scanContext(root, { only: ['a/b', 'g'] });
    expect(entries.map(({ path }) => path)).toEqual(['a', 'a/b', 'a/b/f', 'g']);
  });

  it.each([
    ['a/b', true],
    ['other/*', true],
    ['nothing', true],
    ['linked', true],
    ['linked/*', false],
    ['linked/l', false],
    ['link/b', false],
    ['link', false],
  ])('of %s stands for itself: %s', async (source, expected) => {
    expect(isSelfContained(await scanContext(root, { only: toScope([source]) }), [source])).toBe(expected);
  });

  it.each<[string[] | undefined, string, boolean]>([
    [['a'], 'a', true],
    [['a'], 'a/b/f', true],
    [['a'], 'g', false],
    [['a', 'g'], 'g', true],
    [['a/b'], 'a', false],
    [['a'], '*', false],
    [['a', 'linked'], 'linked/*', false],
    [['linked/*'], 'g', true],
    [['*'], 'linked/*', true],
    [undefined, '*', true],
  ])('scanned for %j has all of %s: %s', async (scanned, source, expected) => {
    const part = await scanPart(root, scanned, { ignore: undefined, now: () => new Date(0) });
    expect(hasAll(part, [source])).toBe(expected);
  });
});
