import { chmod, mkdir, mkdtemp, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { digestOf } from '@nx-docker-multiarch/oci/model';
import { createIgnore } from '../dockerignore/index.js';
import { readInputFiles, type InputFilesOptions } from './read-input-files.js';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
  root = join(folder, 'ws');
  await mkdir(root);
});
afterEach(() => rm(folder, { recursive: true }));

const at = (path: string): string => join(root, path);

async function write(path: string, content = path, mode = 0o644): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
  await chmod(at(path), mode);
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await symlink(target, at(path));
}

/** A scan long after the last change: digests are kept for the next. */
const read = async (given: Partial<InputFilesOptions> = {}, from = root) => (await scan(given, from)).files;

const scan = (given: Partial<InputFilesOptions> = {}, from = root) =>
  readInputFiles(from, {
    ignore: createIgnore('**/*.log', '.dockerignore'),
    only: ['a'],
    modes: 'git',
    storeFile: join(folder, 'digests.json'),
    now: () => new Date(Date.now() + 60_000),
    ...given,
  });

async function writeSample(): Promise<void> {
  await write('a/run', 'run', 0o755);
  await write('a/b/data');
  await write('a/x.log');
  await link('a/link', 'b/data');
  await write('other/data');
}

describe('what a key holds of files', () => {
  it.each([
    ['git', [undefined, undefined, 0o644, undefined, 0o755]],
    ['exact', [0o700, 0o755, 0o640, undefined, 0o755]],
  ] as const)('is path, type, content and the %s mode', async (modes, [a, b, data, aLink, run]) => {
    await writeSample();
    await chmod(at('a/b'), 0o755);
    await chmod(at('a/b/data'), 0o640);
    await chmod(at('a'), 0o700);
    expect(await read({ modes })).toEqual([
      { path: 'a', type: 'directory', mode: a, content: undefined },
      { path: 'a/b', type: 'directory', mode: b, content: undefined },
      { path: 'a/b/data', type: 'file', mode: data, content: digestOf('a/b/data') },
      { path: 'a/link', type: 'symlink', mode: aLink, content: 'b/data' },
      { path: 'a/run', type: 'file', mode: run, content: digestOf('run') },
    ]);
  });

  it.each<[string, readonly string[] | undefined, readonly string[]]>([
    ['a file', ['a/run'], ['a/run']],
    ['a folder below another', ['a/b'], ['a/b', 'a/b/data']],
    ['parts of each other', ['a/b/data', 'a/b'], ['a/b', 'a/b/data']],
    ['what a wildcard is in', ['other/d*'], ['other', 'other/data']],
    ['nothing that has only such a beginning', ['a/b/dat'], []],
    ['everything', undefined, ['a', 'a/b', 'a/b/data', 'a/link', 'a/run', 'other', 'other/data']],
    ['everything by a wildcard', ['*'], ['a', 'a/b', 'a/b/data', 'a/link', 'a/run', 'other', 'other/data']],
  ])('is of %s', async (_title, only, expected) => {
    await writeSample();
    expect((await read({ only })).map(({ path }) => path)).toEqual(expected);
  });

  it.each([
    ['a source that is a link', ['l'], true],
    ['a source behind a link', ['l/x'], true],
    ['a link that a wildcard can meet', ['c/*'], true],
    ['a link in a folder that is copied', ['c'], false],
    ['a link beside it', ['b'], false],
  ])('is everything because of %s: %j', async (_title, only, expected) => {
    for (const path of ['a/x', 'b/x', 'c/x']) await write(path);
    await link('l', 'a');
    await link('c/l', '../a/x');
    const paths = (await read({ only })).map(({ path }) => path);
    expect(paths.includes('a/x') && paths.includes('b/x')).toBe(expected);
  });
});

describe('what changes a key', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['content', () => writeFile(at('a/run'), 'RUN')],
    ['the bit that a file can be executed', () => chmod(at('a/run'), 0o644)],
    ['a link’s target', () => unlink(at('a/link')).then(() => link('a/link', 'run'))],
    ['a link in a file’s place', () => unlink(at('a/run')).then(() => link('a/run', 'b/data'))],
    ['a name', () => rename(at('a/run'), at('a/start'))],
    ['a move', () => rename(at('a/run'), at('a/b/run'))],
    ['a file that is gone', () => unlink(at('a/run'))],
    ['a file that is new', () => write('a/new')],
    ['a folder that is new, and empty', () => mkdir(at('a/new'))],
  ])('%s', async (_title, change) => {
    await writeSample();
    const before = await read();
    await change();
    expect(await read()).not.toEqual(before);
  });

  it.each([['a/b'], ['a/b/data']])('the exact mode of %s', async (path) => {
    await writeSample();
    const before = await read({ modes: 'exact' });
    await chmod(at(path), 0o711);
    expect(await read({ modes: 'exact' })).not.toEqual(before);
  });
});

describe('what does not change a key', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['nothing', async () => {}],
    ['times', () => utimes(at('a/run'), 1, 1)],
    ['a file outside', () => write('other/data', 'changed')],
    ['a new file outside', () => write('ab')],
    ['an ignored file', () => write('a/x.log', 'changed')],
    ['bits that git does not keep', () => chmod(at('a/run'), 0o700)],
    ['a file written again', () => unlink(at('a/run')).then(() => write('a/run', 'run', 0o755))],
  ])('%s', async (_title, change) => {
    await writeSample();
    const before = await read();
    await change();
    expect(await read()).toEqual(before);
  });

  it('the mode of the folders above', async () => {
    await writeSample();
    const before = await read({ modes: 'exact', only: ['a/b'] });
    await chmod(at('a'), 0o711);
    expect(await read({ modes: 'exact', only: ['a/b'] })).toEqual(before);
  });

  it('the order in which files were made, on any machine', async () => {
    const names = fc.uniqueArray(fc.constantFrom('B', 'a', 'ä', 'Z', 'a.b', 'a-b', '\u{1f600}', '\uffee'));
    await fc.assert(
      fc.asyncProperty(names, names, async (files, folders) => {
        const paths = [...files.map((name) => `f${name}`), ...folders.map((name) => `${name}/x`)];
        const [one, two] = [join(folder, 'one'), join(folder, 'two')];
        for (const [place, order] of [
          [one, paths],
          [two, paths.toReversed()],
        ] as const) {
          await rm(place, { recursive: true, force: true });
          await mkdir(place);
          for (const path of order) {
            await mkdir(dirname(join(place, path)), { recursive: true });
            await writeFile(join(place, path), path);
          }
        }
        const found = await read({ only: undefined }, one);
        expect(found).toEqual(await read({ only: undefined }, two));
        const inOrder = found.map(({ path }) => path).sort();
        expect(found.map(({ path }) => path)).toEqual(inOrder);
        expect(found.length).toBe(files.length + 2 * folders.length);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what was read', () => {
  const CHANGES: [string, () => Promise<unknown>, (readonly string[] | undefined)?][] = [
    ['written', () => write('a/run', 'new', 0o755)],
    ['added', () => write('a/b/new')],
    ['taken away', () => rm(at('a/b/data'))],
    ['added where a source was not there', () => write('late/data'), ['a', 'late']],
    ['added below a folder that holds no source', () => write('other/late/data'), ['a', 'other/late']],
    ['added to all that there is', () => write('new'), undefined],
    ['made executable', () => chmod(at('a/b/data'), 0o755)],
  ];
  it.each(CHANGES)('is not as it was scanned if something is %s', async (_, change, ...only) => {
    await writeSample();
    const before = await scan(only.length > 0 ? { only: only[0] } : {});
    expect(before.isAsScanned()).toBe(true);
    await change();
    expect(before.isAsScanned()).toBe(false);
    expect((await scan()).isAsScanned()).toBe(true);
  });
});
