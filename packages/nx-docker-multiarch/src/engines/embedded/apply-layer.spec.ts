import { applyLayer, type ListedEntry } from './apply-layer.js';
import { emptyFolder } from './file-tree.js';
import { describeTree, sampleContent, sampleTree } from './sample-tree.js';

const entry = (path: string, changes: Partial<ListedEntry> = {}): ListedEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes: 0,
  ...changes,
});
const content = ({ path }: ListedEntry) => sampleContent(`new ${path}`);

describe('applying a layer', () => {
  it.each<[string, Record<string, string>, ListedEntry[], Record<string, string>]>([
    [
      'makes folders that it does not name',
      {},
      [entry('a/b')],
      { a: 'directory 755 0:0', 'a/b': 'file 644 0:0 new a/b' },
    ],
    ['replaces a file', { a: 'old' }, [entry('a', { uid: 3 })], { a: 'file 644 3:0 new a' }],
    [
      'keeps what is in a folder',
      { 'd/x': 'x' },
      [entry('d', { type: 'directory', mode: 0o700 })],
      { d: 'directory 700 0:0', 'd/x': 'file 644 0:0 x' },
    ],
    [
      'puts a folder in the place of a link',
      { l: '->d' },
      [entry('l', { type: 'directory' }), entry('l/x')],
      { l: 'directory 644 0:0', 'l/x': 'file 644 0:0 new l/x' },
    ],
    [
      'writes through a link that it does not replace',
      { 'd/': '', l: '->d' },
      [entry('l/x')],
      { d: 'directory 755 0:0', 'd/x': 'file 644 0:0 new l/x', l: 'symlink 777 0:0 d' },
    ],
    [
      'takes away what is whited out',
      { 'd/a': 'a', 'd/b': 'b' },
      [entry('d/.wh.a')],
      { d: 'directory 755 0:0', 'd/b': 'file 644 0:0 b' },
    ],
    [
      'empties an opaque folder, wherever that stands',
      { 'd/a': 'a' },
      [entry('d/n'), entry('d/.wh..wh..opq')],
      { d: 'directory 755 0:0', 'd/n': 'file 644 0:0 new d/n' },
    ],
    [
      'gives a hard link the content of the other, and both its mode',
      { a: 'old' },
      [entry('h', { type: 'hardlink', linkTarget: 'a', mode: 0o700 })],
      { a: 'file 700 0:0 old', h: 'file 700 0:0 old' },
    ],
  ])('%s', (_, before, entries, after) => {
    const root = sampleTree(before);
    applyLayer(root, entries, content);
    expect(describeTree(root)).toEqual(after);
  });

  it('leaves the folder that an earlier layer holds as it is', () => {
    const root = sampleTree({ 'd/x': 'x' });
    const earlier = root.children.get('d');
    applyLayer(root, [entry('d', { type: 'directory', mode: 0o700 })], content);
    expect([earlier?.mode, root.children.get('d')?.mode]).toEqual([0o755, 0o700]);
  });

  it('sets the root itself', () => {
    const root = emptyFolder();
    applyLayer(root, [entry('', { type: 'directory', mode: 0o700, uid: 4 })], content);
    expect(root).toMatchObject({ mode: 0o700, uid: 4 });
  });
});
