import { mkdir, mkdtemp, realpath, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextEntry } from './context-tree.js';
import { openContextFile } from './open-context-file.js';
import { scanContext } from './scan-context.js';

const LARGE = Buffer.alloc(600_000, 'abc');

let root: string;
let entry: ContextEntry;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'open-')));
  await mkdir(join(root, 'ws/folder'), { recursive: true });
  await writeFile(at('folder/file'), 'content');
  await writeFile(at('folder/large'), LARGE);
  await writeFile(at('folder/empty'), '');
  await writeFile(join(root, 'outside'), 'secrets');
  entry = await entryOf('folder/file');
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string) => join(root, 'ws', path);
const CHANGED = { code: 'CONTEXT_INVALID', message: expect.stringContaining('has changed since') };

async function entryOf(path: string): Promise<ContextEntry> {
  const found = (await scanContext(join(root, 'ws'))).find(path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
}

async function readAll(what: ContextEntry, afterPiece?: () => Promise<void>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of openContextFile(join(root, 'ws'), what)) {
    pieces.push(piece);
    await afterPiece?.();
  }
  return Buffer.concat(pieces);
}

describe('openContextFile', () => {
  it.each([
    ['a small file', 'folder/file', Buffer.from('content')],
    ['a large file', 'folder/large', LARGE],
    ['an empty file', 'folder/empty', Buffer.alloc(0)],
  ])('reads %s', async (_title, path, expected) => {
    expect((await readAll(await entryOf(path))).equals(expected)).toBe(true);
  });

  // CVE-2026-44517: what was a file when it was looked at is a link when it is opened.
  it.each<[string, () => Promise<void>]>([
    ['a link out of the build context', () => symlink('../../outside', at('folder/file'))],
    ['a link to the file itself', () => symlink('kept', at('folder/file'))],
    ['another file of this size', () => writeFile(at('folder/file'), 'secrets')],
    ['a folder', () => mkdir(at('folder/file')).then(() => undefined)],
    ['nothing', async () => {}],
  ])('refuses %s in its place', async (_title, replace) => {
    await rename(at('folder/file'), at('folder/kept'));
    await replace();
    await expect(readAll(entry)).rejects.toMatchObject(CHANGED);
  });

  it('refuses another file behind a link in the place of its folder', async () => {
    await rename(at('folder'), join(root, 'moved'));
    await mkdir(join(root, 'elsewhere'));
    await writeFile(join(root, 'elsewhere/file'), 'secrets');
    await symlink('../elsewhere', at('folder'));
    await expect(readAll(entry)).rejects.toMatchObject(CHANGED);
  });

  it.each([
    ['longer', 'content and more'],
    ['shorter', 'cont'],
    ['as long, but another', 'CONTENT'],
  ])('refuses a file that is now %s', async (_title, content) => {
    await writeFile(at('folder/file'), content);
    await utimes(at('folder/file'), new Date(), new Date(entry.mtimeMs + 1000));
    await expect(readAll(entry)).rejects.toMatchObject(CHANGED);
  });

  it.each<[string, () => Promise<void>]>([
    ['cut off', () => truncate(at('folder/large'), 10)],
    ['written to', () => writeFile(at('folder/large'), Buffer.alloc(600_000, 'xyz'))],
  ])('refuses a file that is %s while it is read', async (_title, change) => {
    const large = await entryOf('folder/large');
    await expect(readAll(large, change)).rejects.toMatchObject(CHANGED);
  });

  it.each([
    ['special', 'it is a socket, a fifo or a device'],
    ['directory', 'it is no file'],
    ['symlink', 'it is no file'],
  ] as const)('refuses what was scanned as %s', async (type, what) => {
    await expect(readAll({ ...entry, type })).rejects.toMatchObject({
      code: 'CONTEXT_INVALID',
      message: `Reading ${at('folder/file')}: ${what}`,
    });
  });
});
