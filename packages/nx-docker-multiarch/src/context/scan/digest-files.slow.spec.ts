import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@nx-docker-multiarch/oci/model';
import { digestFiles } from './digest-files.js';
import { scanContext } from './scan-context.js';

const OTHER = digestOf('other');

let root: string;
let storeFile: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'digests-')));
  storeFile = join(root, 'cache/digests.json');
  await mkdir(at('folder'), { recursive: true });
  await writeFile(at('a'), 'a');
  await writeFile(at('folder/b'), 'b');
  await symlink('a', at('link'));
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string) => join(root, 'ws', path);

/** A scan long after the last change, unless it says otherwise. */
async function digest(afterMs = 60_000, only = '') {
  const tree = await scanContext(join(root, 'ws'));
  const entries = tree.entries.filter(({ path }) => path.startsWith(only));
  const options = { storeFile, scannedAt: new Date(Date.now() + afterMs) };
  return Object.fromEntries(await digestFiles(tree, entries, options));
}

/** Other digests than the true ones in the store: they show what is taken from it. */
async function falsify(change: (text: string) => string = (text) => text) {
  const text = await readFile(storeFile, 'utf8');
  await writeFile(storeFile, change(text.replaceAll(/sha256:[0-9a-f]{64}/g, OTHER)));
}

const TRUE = { a: digestOf('a'), 'folder/b': digestOf('b') };
const KNOWN = { a: OTHER, 'folder/b': OTHER };

describe('digestFiles', () => {
  it('gives the digests of files, and of nothing else', async () => {
    expect(await digest()).toEqual(TRUE);
  });

  it('does not read again what has not changed', async () => {
    await digest();
    await falsify();
    expect(await digest()).toEqual(KNOWN);
  });

  it.each<[string, () => Promise<void>]>([
    ['content', () => writeFile(at('a'), 'longer')],
    ['time', () => utimes(at('a'), 1, 1)],
    ['inode', () => rm(at('a')).then(() => writeFile(at('a'), 'a'))],
  ])('reads again what has another %s', async (_title, change) => {
    await digest();
    await falsify();
    await change();
    const content = await readFile(at('a'));
    expect(await digest()).toEqual({ a: digestOf(content), 'folder/b': OTHER });
  });

  it('does not keep what had just been changed', async () => {
    await digest(1000);
    await falsify();
    expect(await digest()).toEqual(TRUE);
  });

  it('keeps what another run had asked for', async () => {
    await digest(60_000, 'folder');
    await digest(60_000, 'a');
    await falsify();
    expect(await digest()).toEqual(KNOWN);
  });

  it.each<[string, (text: string) => string]>([
    ['cut off', (text) => text.slice(0, -1)],
    ['of another version', (text) => text.replace('"version":1', '"version":2')],
    ['with a record that is none', (text) => text.replace(OTHER, 'sha256:../..')],
    ['no object', () => 'null'],
    ['empty', () => ''],
    ['too large', (text) => text + ' '.repeat(32 * 1024 * 1024)],
  ])('takes nothing from a store that is %s, and replaces it', async (_title, change) => {
    await digest();
    await falsify(change);
    expect(await digest()).toEqual(TRUE);
    await falsify();
    expect(await digest()).toEqual(KNOWN);
  });

  it('leaves nothing beside the store', async () => {
    await digest();
    expect(await readdir(join(root, 'cache'))).toEqual(['digests.json']);
  });

  it('works where the store can’t be written', async () => {
    storeFile = at('a/digests.json');
    expect(await digest()).toEqual(TRUE);
  });

  it('stops when it is told to', async () => {
    const tree = await scanContext(join(root, 'ws'));
    const reason = new Error('stop');
    const options = { storeFile, scannedAt: new Date(), signal: AbortSignal.abort(reason) };
    await expect(digestFiles(tree, tree.entries, options)).rejects.toBe(reason);
  });

  it('stops in the middle of a large file', async () => {
    await writeFile(at('large'), Buffer.alloc(1_000_000));
    const tree = await scanContext(join(root, 'ws'));
    const reason = new Error('stop');
    let asked = 0;
    const signal = {
      throwIfAborted() {
        if (++asked > 2) throw reason;
      },
    } as AbortSignal;
    const large = tree.entries.filter(({ path }) => path === 'large');
    await expect(digestFiles(tree, large, { storeFile, scannedAt: new Date(), signal })).rejects.toBe(reason);
    expect(asked).toBe(3);
  });
});
