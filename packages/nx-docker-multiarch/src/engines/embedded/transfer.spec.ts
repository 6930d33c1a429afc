import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { piecesOf, sampleTar } from '@nx-docker-multiarch/oci/testing';
import {
  parseDockerfile,
  type AddInstruction,
  type CopyInstruction,
} from '../../context/dockerfile/index.js';
import type { LayerEntry } from './changes.js';
import { ROOT_OWNER, type FileNode, type FolderNode } from './file-tree.js';
import { describeNode, sampleTree } from './sample-tree.js';
import { toSourceFiles } from './source-files.js';
import { createSpool, type Spool } from './spool.js';
import { StageFiles, type StoredFiles } from './stage-files.js';
import { toDestination, transferFiles } from './transfer.js';

type Files = Readonly<Record<string, string | FileNode>>;

const { signal } = new AbortController();
const CONTEXT: Files = { f: 'file', 'd/a': 'a', 'd/b': 'b', l: '->f', out: '->../../secret' };
const nothingStored: StoredFiles = {
  list: () => Promise.reject(new Error('a layer was listed')),
  contentOf: () => {
    throw new Error('a layer was read');
  },
};

let folder: string;
let spool: Spool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transfer-'));
  spool = createSpool(folder);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function parse(line: string): CopyInstruction | AddInstruction {
  const { stages } = parseDockerfile(`FROM scratch\n${line}\n`, 'Dockerfile');
  return stages[0]?.instructions[0] as CopyInstruction | AddInstruction;
}

/** What the layer holds that an instruction adds to a stage of these files. */
async function transferred(line: string, stage: Files = {}, context = CONTEXT, workingDir = '/w') {
  const files = StageFiles.on([], nothingStored);
  files.add(entriesOf(sampleTree(stage)));
  const source = toSourceFiles(sampleTree(context), 'the build context');
  const where = `Dockerfile:2: ${line.split('\n')[0]}`;
  await transferFiles(parse(line), files, { where, source, workingDir, spool, signal });
  const layer = files.layers.at(-1);
  if (layer?.kind !== 'made') throw new Error('no layer was made');
  return Object.fromEntries(layer.entries.map(({ path, node }) => [path, describeNode(node)]));
}

function entriesOf(folder: FolderNode, prefix = ''): readonly LayerEntry[] {
  return [...folder.children].flatMap(([name, node]) => {
    const path = `${prefix}${name}`;
    return [{ path, node }, ...(node.type === 'directory' ? entriesOf(node, `${path}/`) : [])];
  });
}

describe('COPY and ADD', () => {
  it.each<[string, Files, readonly string[]]>([
    ['COPY f x', {}, ['w', 'w/x']],
    ['COPY f d /x/', {}, ['x', 'x/a', 'x/b', 'x/f']],
    ['COPY l /x/', {}, ['x', 'x/l']],
    ['COPY d/* /x/', {}, ['x', 'x/a', 'x/b']],
    ['COPY none* /x/', {}, []],
    ['COPY f /bin/', { 'usr/bin/': '', bin: '->usr/bin' }, ['usr', 'usr/bin', 'usr/bin/f']],
    ['COPY --link f /bin/', { 'usr/bin/': '', bin: '->usr/bin' }, ['bin', 'bin/f']],
    ['ADD f /x', {}, ['x']],
  ])('%s', async (line, stage, paths) => {
    expect(Object.keys(await transferred(line, stage))).toEqual(paths);
  });

  it('writes a heredoc as a file of its own', async () => {
    expect(await transferred('COPY <<one <<two /x/\n1\none\n2\ntwo')).toEqual({
      x: 'directory 755 0:0',
      'x/one': expect.stringMatching(/^file 644 0:0 heredoc:.*1$/) as string,
      'x/two': expect.stringMatching(/^file 644 0:0 heredoc:.*2$/) as string,
    });
  });

  it('takes the owner by name from the stage, and the mode as it is asked for', async () => {
    const stage = { 'etc/passwd': 'app:x:15:16::/:/bin/sh\n' };
    expect(await transferred('COPY --chown=app --chmod=0700 f /x/', stage)).toEqual({
      x: 'directory 700 15:16',
      'x/f': 'file 700 15:16 file',
    });
  });

  it('unpacks an archive with ADD, and copies it with COPY', async () => {
    const tar = await sampleTar({ 'in/': '', 'in/f': 'f' });
    const content = { key: 'tar', sizeBytes: tar.length, read: () => piecesOf(tar) };
    const context: Files = { t: { type: 'file', mode: 0o644, ...ROOT_OWNER, content } };
    expect(Object.keys(await transferred('ADD t /x/', {}, context))).toEqual(['x', 'x/in', 'x/in/f']);
    expect(Object.keys(await transferred('COPY t /x/', {}, context))).toEqual(['x', 'x/t']);
  });

  it('looks at nothing of the base with --link, and not for a number either', async () => {
    const stored = {
      kind: 'stored' as const,
      descriptor: {} as never,
      diffId: 'sha256:x' as never,
      store: {} as never,
    };
    const files = StageFiles.on([stored], nothingStored);
    const source = toSourceFiles(sampleTree(CONTEXT), 'the build context');
    const setting = { where: 'Dockerfile:2', source, workingDir: '/', spool, signal };
    await transferFiles(parse('COPY --link --chown=3:4 f /x/'), files, setting);
    expect(files.layers).toHaveLength(2);
    await expect(transferFiles(parse('COPY f /x/'), files, setting)).rejects.toThrow('a layer was listed');
  });

  it.each<[string, Files, string, string]>([
    ['COPY none /', {}, 'CONTEXT_INVALID', 'Finding "none" in the build context: none is not there'],
    ['COPY out /', {}, 'CONTEXT_INVALID', 'is a link to, or through, secret, which is not there'],
    ['COPY f /x/', { x: 'file' }, 'BUILD_FAILED', 'Making the folder /x: a file is there'],
    ['COPY --chown=who f /', {}, 'DOCKERFILE_UNSUPPORTED', 'the user who is not in /etc/passwd'],
    ['COPY --chmod=u+s f /', {}, 'DOCKERFILE_UNSUPPORTED', '--chmod=u+s is no mode'],
  ])('%s fails, and says where', async (line, stage, code, message) => {
    const failure = transferred(line, stage);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(`Dockerfile:2: ${line}: `);
    await expect(failure).rejects.toThrow(message);
  });
});

it.each([
  ['x', '/w/x'],
  ['x/', '/w/x/'],
  ['.', '/w/'],
  ['./', '/w/'],
  ['/', '/'],
  ['/x/.', '/x/'],
  ['..', '/'],
])('%s in /w is %s', (written, destination) => {
  expect(toDestination(written, '/w')).toBe(destination);
});
