import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestHex, digestOf } from '@nx-docker-multiarch/oci/model';
import type { ListedEntry } from './apply-layer.js';
import { readListing, writeListing } from './listing-cache.js';

const LAYER = digestOf(Buffer.from('layer'));
const FILE: ListedEntry = { path: 'a/b', type: 'file', mode: 0o644, uid: 1, gid: 2, sizeBytes: 3 };
const ENTRIES: readonly ListedEntry[] = [
  { ...FILE, path: 'a', type: 'directory', sizeBytes: 0 },
  FILE,
  { ...FILE, path: 'l', type: 'symlink', linkTarget: '../ü' },
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'listings-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('gives back what was kept of a layer, and nothing of another', async () => {
  expect(await readListing(folder, LAYER)).toBeUndefined();
  await writeListing(folder, LAYER, ENTRIES);
  expect(await readListing(folder, LAYER)).toEqual(ENTRIES);
  expect(await readListing(folder, digestOf(Buffer.from('other')))).toBeUndefined();
  expect(await readdir(join(folder, 'listings'))).toEqual([`${digestHex(LAYER)}.json`]);
});

it.each([
  ['that is no JSON', '[1,['],
  ['that is empty', ''],
  ['of nothing', 'null'],
  ['of another version', JSON.stringify([2, ENTRIES])],
  ['without entries', '[1]'],
  ['with no list', '[1,{"0":null}]'],
  ...(
    [
      ['no path', { path: undefined }],
      ['a type that there is not', { type: 'device' }],
      ['a mode that is a text', { mode: '755' }],
      ['an owner that is no integer', { uid: 0.5 }],
      ['a group that is none', { gid: null }],
      ['a size that is none', { sizeBytes: undefined }],
      ['a link that is no text', { linkTarget: 3 }],
    ] as const
  ).map(([what, change]) => [`with ${what}`, JSON.stringify([1, [FILE, { ...FILE, ...change }]])]),
])('takes no notice of a file %s', async (_title, content) => {
  await mkdir(join(folder, 'listings'));
  await writeFile(join(folder, 'listings', `${digestHex(LAYER)}.json`), content);
  expect(await readListing(folder, LAYER)).toBeUndefined();
});

it('keeps nothing, and leaves nothing, where it can’t be written', async () => {
  await mkdir(join(folder, 'listings', `${digestHex(LAYER)}.json`), { recursive: true });
  await writeListing(folder, LAYER, ENTRIES);
  await writeListing(join(folder, 'listings', `${digestHex(LAYER)}.json`, 'file\0'), LAYER, ENTRIES);
  expect(await readListing(folder, LAYER)).toBeUndefined();
  expect(await readdir(join(folder, 'listings'))).toEqual([`${digestHex(LAYER)}.json`]);
});
