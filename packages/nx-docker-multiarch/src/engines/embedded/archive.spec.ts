import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { gzipSync } from 'node:zlib';
import { piecesOf, readAll, sampleTar, type SampleLayer } from '@nx-docker-multiarch/oci/testing';
import { findTar, unpackArchive } from './archive.js';
import { beginChanges } from './changes.js';
import type { CopyStyle } from './copy-files.js';
import { findNode, type FileContent, type FileNode, type FolderNode } from './file-tree.js';
import { describeNode, sampleTree } from './sample-tree.js';
import { createSpool, type Spool } from './spool.js';

const { signal } = new AbortController();
const WHERE = 'Dockerfile:2: ADD a /';

const contentOf = (bytes: Uint8Array): FileContent => ({
  key: 'archive',
  sizeBytes: bytes.length,
  read: () => piecesOf(bytes),
});

describe('what ADD takes for an archive', () => {
  it.each<[string, () => Promise<Uint8Array> | Uint8Array, boolean]>([
    ['a tar', () => sampleTar({ a: 'a' }), true],
    ['a tar in gzip', async () => gzipSync(await sampleTar({ a: 'a' })), true],
    ['text in gzip', () => gzipSync('text'), false],
    ['text', () => Buffer.from('text'), false],
    ['nothing', () => Buffer.alloc(0), false],
    [
      'gzip that is damaged',
      () => Buffer.concat([gzipSync('text').subarray(0, 10), Buffer.alloc(600, 7)]),
      false,
    ],
    ['gzip that ends in its header', () => gzipSync('text').subarray(0, 5), false],
  ])('%s: %s', async (_what, create, expected) => {
    expect((await findTar(contentOf(await create()), WHERE, signal)) !== undefined).toBe(expected);
  });

  it.each([
    ['bzip2', 'QlpoOTFBWSZTWQ=='],
    ['xz', '/Td6WFoAAATm1rRG'],
    // Node has zstd from 22.15 on.
    ...('createZstdDecompress' in zlib ? [] : [['zstd', 'KLUv/SAAAQAA']]),
  ])('leaves %s to a builder', async (kind, base64) => {
    await expect(findTar(contentOf(Buffer.from(base64, 'base64')), WHERE, signal)).rejects.toMatchObject({
      code: 'DOCKERFILE_UNSUPPORTED',
      message: `${WHERE}: an archive that is compressed with ${kind} needs a builder`,
    });
  });
});

describe('unpacking', () => {
  let folder: string;
  let spool: Spool;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archive-'));
    spool = createSpool(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function unpacked(
    files: SampleLayer,
    stage: Readonly<Record<string, string | FileNode>> = {},
    destination = '/x/',
    style: CopyStyle = {},
  ): Promise<{ root: FolderNode; layer: Record<string, string> }> {
    const changes = beginChanges(sampleTree(stage));
    const content = contentOf(gzipSync(await sampleTar(files)));
    await unpackArchive(changes, { content }, destination, style, spool, signal);
    const layer: Record<string, string> = {};
    for (const { path, node } of changes.entries()) {
      const text = node.type === 'file' ? String(await readAll(node.content.read())) : undefined;
      layer[path] = describeNode(node).split(' ').slice(0, 3).join(' ');
      if (text !== undefined) layer[path] += ` ${text}`;
      if (node.type === 'symlink') layer[path] += ` ${node.linkTarget}`;
    }
    return { root: changes.root, layer };
  }

  it('keeps modes and links, and makes the folders above', async () => {
    const files = { 'd/': { mode: 0o750 }, 'd/f': { content: 'f', mode: 0o4755 }, l: { link: 'd/f' } };
    expect((await unpacked(files)).layer).toEqual({
      x: 'directory 755 0:0',
      'x/d': 'directory 750 0:0',
      'x/d/f': 'file 4755 0:0 f',
      'x/l': 'symlink 777 0:0 d/f',
    });
  });

  it('gives everything the owner that is asked for', async () => {
    const { layer } = await unpacked({ f: 'f' }, {}, '/x', { owner: { uid: 3, gid: 4 } });
    expect(layer).toEqual({ x: 'directory 755 3:4', 'x/f': 'file 644 3:4 f' });
  });

  it('replaces what is there by a file, and a folder only where there is none', async () => {
    const { root } = await unpacked(
      { d: 'file', 'e/': '', 'e/n': 'n' },
      { 'x/d/old': '', 'x/e/old': 'kept' },
    );
    expect(findNode(root, 'x/d')?.type).toBe('file');
    expect(findNode(root, 'x/e/old')).toBeDefined();
    expect(findNode(root, 'x/e/n')).toBeDefined();
  });

  it('gives a hard link the content of the other', async () => {
    const { layer } = await unpacked({ a: 'same', h: { hardLink: 'a' } });
    expect(layer['x/h']).toBe('file 644 0:0 same');
  });

  it('keeps of a path that is there twice the last', async () => {
    const twice = Buffer.concat([
      (await sampleTar({ a: 'one' })).subarray(0, 1024),
      await sampleTar({ a: 'other' }),
    ]);
    const changes = beginChanges(sampleTree({}));
    await unpackArchive(changes, { content: contentOf(twice) }, '/', {}, spool, signal);
    const node = findNode(changes.root, 'a');
    expect(node?.type === 'file' && String(await readAll(node.content.read()))).toBe('other');
  });

  it.each<[string, SampleLayer, Readonly<Record<string, string>>, string[]]>([
    ['of the archive', { l: { link: '../../../etc' }, 'l/f': 'f' }, {}, ['etc', 'etc/f', 'x', 'x/l']],
    ['from the root', { l: { link: '/etc' }, 'l/f': 'f' }, {}, ['etc', 'etc/f', 'x', 'x/l']],
    ['of the stage', { f: 'f' }, { x: '->../../../etc' }, ['etc', 'etc/f']],
  ])('CVE-2026-44517: no link %s leads out of the stage', async (_what, files, stage, paths) => {
    expect(Object.keys((await unpacked(files, stage)).layer)).toEqual(paths);
  });

  it.each<[string, SampleLayer]>([
    ['a hard link to what is not there', { h: { hardLink: 'not/there' } }],
    ['a hard link to a folder', { 'd/': '', h: { hardLink: 'd' } }],
  ])('leaves %s to a builder', async (_what, files) => {
    await expect(unpacked(files)).rejects.toMatchObject({ code: 'DOCKERFILE_UNSUPPORTED' });
  });
});
