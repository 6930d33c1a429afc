import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { piecesOf, readAll } from '@nx-docker-multiarch/oci/testing';
import { createSpool, type Spool } from './spool.js';

let folder: string;
let spool: Spool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
  spool = createSpool(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const keep = (name: string, text: string) => spool.keep(name, piecesOf(Buffer.from(text), 2));
const read = async (name: string) => String(await readAll(spool.read(name)));

it('gives back each of what was kept at once, as often as it is asked', async () => {
  await Promise.all([keep('a', 'first'), keep('b', ''), keep('c', 'third')]);
  expect(['a', 'b', 'c', 'd'].map(spool.has)).toEqual([true, true, true, false]);
  expect(await Promise.all(['c', 'a', 'b', 'a'].map(read))).toEqual(['third', 'first', '', 'first']);
});

it('keeps nothing of what broke off, and goes on', async () => {
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('broken');
  }
  const kept = [spool.keep('a', broken()), keep('b', 'whole')];
  await expect(kept[0]).rejects.toThrow('broken');
  await kept[1];
  expect([spool.has('a'), await read('b')]).toEqual([false, 'whole']);
});

it('leaves no file open', async () => {
  await keep('a', 'text');
  expect(await openFiles()).toEqual([]);
  expect(await read('a')).toBe('text');
});

it('shares its folder with no other', async () => {
  await keep('a', 'text');
  await expect(createSpool(folder).keep('a', piecesOf(Buffer.from('TEXT'), 2))).rejects.toThrow('EEXIST');
});

/** Those in the folder, as far as the system tells. */
async function openFiles(): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const files = await Promise.all(
    descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')),
  );
  return files.filter((file) => file.startsWith(folder));
}
