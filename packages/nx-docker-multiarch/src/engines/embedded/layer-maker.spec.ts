import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateLayer, readTarEntries } from '@nx-docker-multiarch/oci/layer';
import { readAll } from '@nx-docker-multiarch/oci/testing';
import { digestOf, type Digest } from '@nx-docker-multiarch/oci/model';
import type { LayerEntry } from './changes.js';
import { emptyFolder, type FileContent, type FileNode } from './file-tree.js';
import { createKnownLayers } from './known-layers.js';
import { createLayerMaker, type FinishedLayer } from './layer-maker.js';
import { sampleContent } from './sample-tree.js';

const { signal } = new AbortController();
const LIMITS = { maxEntries: 100, maxBytes: 10_000_000 };

let folder: string;
let prepared: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maker-'));
  prepared = [];
});
afterEach(() => rm(folder, { recursive: true }));

function createMaker(createdAt = 0, digests: ReadonlyMap<string, Digest> = new Map()) {
  const prepare = async (contents: readonly FileContent[]): Promise<void> => {
    prepared.push(...contents.map(({ key }) => key));
  };
  return createLayerMaker({
    directory: folder,
    createdAt,
    compressor: 'zlib 1',
    prepare,
    digestsOf: async () => digests,
    known: createKnownLayers(folder),
    signal,
  });
}

const file = (text: string, changes: Partial<FileNode> = {}): FileNode =>
  ({ type: 'file', mode: 0o644, uid: 0, gid: 0, content: sampleContent(text), ...changes }) as FileNode;
const link = (linkTarget: string): FileNode => ({ type: 'symlink', mode: 0o777, uid: 0, gid: 0, linkTarget });
const entries = (nodes: Readonly<Record<string, FileNode>>): readonly LayerEntry[] =>
  Object.entries(nodes).map(([path, node]) => ({ path, node }));

async function list({ read }: FinishedLayer): Promise<string[]> {
  const listed: string[] = [];
  for await (const { type, path, mode, uid, gid, mtimeSeconds, linkTarget = '' } of readTarEntries(
    inflateLayer(read()),
    LIMITS,
  ))
    listed.push(`${type} ${path} ${mode.toString(8)} ${uid}:${gid} ${mtimeSeconds} ${linkTarget}`.trim());
  return listed;
}

describe('making a layer', () => {
  const NODES = {
    d: emptyFolder(0o750, { uid: 1, gid: 2 }),
    'd/ü': file('text', { mode: 0o4755, uid: 3, gid: 4 }),
    l: link('d/ü'),
  };

  it('writes what was put, in its order, with one time for all', async () => {
    expect(await list(await createMaker(77).make(entries(NODES)))).toEqual([
      'directory d 750 1:2 77',
      'file d/ü 4755 3:4 77',
      'symlink l 777 0:0 77 d/ü',
    ]);
  });

  it('describes the bytes that it gives, any number of times', async () => {
    const { descriptor, diffId, read } = await createMaker().make(entries(NODES));
    for (const bytes of [await readAll(read()), await readAll(read())]) {
      expect(descriptor).toMatchObject({ digest: digestOf(bytes), size: bytes.length });
      async function* once() {
        yield bytes;
      }
      expect(digestOf(await readAll(inflateLayer(once())))).toBe(diffId);
    }
  });

  it('makes the same layer once for two platforms, at once or one after the other', async () => {
    const maker = createMaker();
    const [first, second] = await Promise.all([
      maker.make(entries(NODES)),
      maker.make(entries({ ...NODES })),
    ]);
    expect([second, await maker.make(entries(NODES))]).toEqual([first, first]);
    expect(prepared).toEqual(['text']);
  });

  it('makes a large file as it comes, and says when it is shorter than it was', async () => {
    const large = sampleContent('x'.repeat(600_000));
    const node = file('', { content: large });
    expect(await list(await createMaker().make(entries({ large: node })))).toEqual(['file large 644 0:0 0']);
    const cut = file('', { content: { ...large, key: 'cut', sizeBytes: 600_001 } });
    await expect(createMaker().make(entries({ cut }))).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
    expect(await readdir(folder)).toEqual([]);
  });
});

// Classic builders matched a step by less than all of it, and took somebody else's layer.
describe('CVE-2024-24557: layers that differ in anything are two layers', () => {
  const BASE = { a: file('text') };
  it.each<[string, Readonly<Record<string, FileNode>>]>([
    ['content', { a: file('other') }],
    ['mode', { a: file('text', { mode: 0o755 }) }],
    ['user', { a: file('text', { uid: 1 }) }],
    ['group', { a: file('text', { gid: 1 }) }],
    ['path', { b: file('text') }],
    ['type', { a: link('text') }],
    ['a file more', { a: file('text'), b: file('') }],
    ['nothing in it', {}],
  ])('%s', async (_what, nodes) => {
    const maker = createMaker();
    const [one, other] = [await maker.make(entries(BASE)), await maker.make(entries(nodes))];
    expect(other.diffId).not.toBe(one.diffId);
    expect(await list(other)).toHaveLength(Object.keys(nodes).length);
  });

  it('where a link leads', async () => {
    const maker = createMaker();
    const [one, other] = [
      await maker.make(entries({ a: link('x') })),
      await maker.make(entries({ a: link('y') })),
    ];
    expect(other.diffId).not.toBe(one.diffId);
  });

  it('the border between two names', async () => {
    const maker = createMaker();
    const [one, other] = [
      await maker.make(entries({ a: link('b",["') })),
      await maker.make(entries({ 'a",["': link('b') })),
    ];
    expect(other.diffId).not.toBe(one.diffId);
  });
});

describe('a layer that an earlier run made', () => {
  const SCRIPT = '#!/bin/sh\n';
  const NODES = { s: file(SCRIPT, { mode: 0o755 }), t: file('text') };
  const digests = new Map([SCRIPT, 'text'].map((text) => [text, digestOf(text)]));

  it('is known without a look at its files, and made when it is read', async () => {
    const first = await createMaker(0, digests).make(entries(NODES));
    prepared = [];
    const again = await createMaker(0, digests).make(entries(NODES));
    expect(prepared).toEqual([]);
    expect(again).toMatchObject({ descriptor: first.descriptor, diffId: first.diffId, files: first.files });
    expect(digestOf(await readAll(again.read()))).toBe(first.descriptor.digest);
    expect(prepared).toEqual([SCRIPT, 'text']);
  });

  it('keeps what programs start with, and nothing of other files', async () => {
    const { files } = await createMaker(0, digests).make(entries(NODES));
    expect(files.map(({ path, head }) => [path, Buffer.from(head).toString()])).toEqual([
      ['s', SCRIPT],
      ['t', ''],
    ]);
  });

  it.each<[string, () => Promise<FinishedLayer>]>([
    ['with another time', () => createMaker(5, digests).make(entries(NODES))],
    ['with a file of unknown digest', () => createMaker(0).make(entries(NODES))],
    [
      'with another mode',
      () => createMaker(0, digests).make(entries({ ...NODES, t: file('text', { mode: 0o600 }) })),
    ],
  ])('is made anew %s', async (_, make) => {
    await createMaker(0, digests).make(entries(NODES));
    prepared = [];
    await make();
    expect(prepared).toEqual([SCRIPT, 'text']);
  });

  it('is forgotten if it comes out otherwise, and the run fails', async () => {
    const { descriptor } = await createMaker(0, digests).make(entries(NODES));
    const again = await createMaker(0, digests).make(
      entries({ ...NODES, t: file('text', { content: { ...sampleContent('TEXT'), key: 'text' } }) }),
    );
    expect(again.descriptor).toEqual(descriptor);
    await expect(readAll(again.read())).rejects.toMatchObject({ code: 'BUILD_FAILED' });
    prepared = [];
    await createMaker(0, digests).make(entries(NODES));
    expect(prepared).toEqual([SCRIPT, 'text']);
  });
});
