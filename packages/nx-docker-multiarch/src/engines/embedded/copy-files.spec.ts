import { beginChanges } from './changes.js';
import { copyItem, type CopyStyle } from './copy-files.js';
import { emptyFolder, type FileNode } from './file-tree.js';
import { describeNode, describeTree, sampleTree } from './sample-tree.js';

const FILE = sampleTree({ f: 'file' }).children.get('f') as FileNode;
const FOLDER = sampleTree({ 'sub/c': 'c', b: 'b', l: '->b' });

function copied(
  stage: Readonly<Record<string, string | FileNode>>,
  node: FileNode,
  destination: string,
  style: CopyStyle = {},
): Record<string, string> {
  const changes = beginChanges(sampleTree(stage));
  copyItem(changes, { name: 'name', node }, destination, style);
  return Object.fromEntries(changes.entries().map(({ path, node: entry }) => [path, describeNode(entry)]));
}

describe('copying a file', () => {
  it.each([
    ['to a new name', {}, '/x/y', ['x', 'x/y']],
    ['into a folder that the slash says', {}, '/x/y/', ['x', 'x/y', 'x/y/name']],
    ['into a folder that is there', { 'x/': '' }, '/x', ['x', 'x/name']],
    ['into the root', {}, '/', ['name']],
    [
      'through a link to a folder',
      { 'usr/bin/': '', bin: '->usr/bin' },
      '/bin/t',
      ['usr', 'usr/bin', 'usr/bin/t'],
    ],
    [
      'through a link from the root',
      { 'usr/bin/': '', 'a/b': '->/usr/bin' },
      '/a/b/',
      ['usr', 'usr/bin', 'usr/bin/name'],
    ],
    ['through a link that leaves the root', { out: '->../../etc' }, '/out/x', ['etc', 'etc/x']],
    ['onto a link to a file', { f: 'old', l: '->f' }, '/l', ['f']],
    ['onto a link to nothing', { l: '->not/there' }, '/l', ['not', 'not/there']],
  ])('%s', (_, stage, destination, paths) => {
    expect(Object.keys(copied(stage, FILE, destination))).toEqual(paths);
  });

  it('never replaces a folder, and needs folders above', () => {
    expect(() => copied({ 'x/name/': '' }, FILE, '/x')).toThrow(
      'Copying a file to /x/name: a folder is there',
    );
    expect(() => copied({ x: 'file' }, FILE, '/x/y/')).toThrow('Making the folder /x: a file is there');
  });

  it('gives owner and mode to it and to folders that are made, not to those that are there', () => {
    const style = { owner: { uid: 3, gid: 4 }, mode: { change: () => 0o700, made: 0o700 } };
    expect(copied({ 'x/': '' }, FILE, '/x/y/z', style)).toEqual({
      x: 'directory 755 0:0',
      'x/y': 'directory 700 3:4',
      'x/y/z': 'file 700 3:4 file',
    });
  });
});

describe('copying a folder', () => {
  it('copies what is in it, links as links', () => {
    expect(copied({}, FOLDER, '/x')).toEqual({
      x: 'directory 755 0:0',
      'x/b': 'file 644 0:0 b',
      'x/l': 'symlink 777 0:0 b',
      'x/sub': 'directory 755 0:0',
      'x/sub/c': 'file 644 0:0 c',
    });
  });

  it('merges into a folder that is there, and passes on mode and owner of the folders in it', () => {
    const root = sampleTree({ 'x/old': 'old', 'x/sub/': '' });
    const source = emptyFolder();
    source.children.set('sub', emptyFolder(0o750, { uid: 5, gid: 6 }));
    copyItem(beginChanges(root), { name: 'n', node: source }, '/x', {});
    expect(describeTree(root)).toEqual({
      x: 'directory 755 0:0',
      'x/old': 'file 644 0:0 old',
      'x/sub': 'directory 750 5:6',
    });
  });

  it('replaces no link by a folder', () => {
    expect(() => copied({ 'x/sub': '->elsewhere' }, FOLDER, '/x')).toThrow('Copying a folder to /x/sub');
  });

  it('refuses devices', () => {
    const device: FileNode = { type: 'other', mode: 0o600, uid: 0, gid: 0 };
    expect(() => copied({}, sampleTree({ d: device }), '/x')).toThrow("can't be copied");
  });
});
