import { createIgnore } from '../dockerignore/index.js';
import type { ContextEntry, ContextTree } from './context-tree.js';
import { createTree } from './create-tree.js';
import { matchSources } from './match-sources.js';

const FILES = ['dir/file', 'dir/sub/s', 'etc/passwd', 'file', 'other/o', 'w[x]/b', 'wx/b', '.hidden'];
const FOLDERS = ['dir', 'dir/sub', 'empty', 'etc', 'other', 'w[x]', 'wx'];
const LINKS = {
  link: 'file',
  link2: 'link',
  dirlink: 'dir',
  chain: 'dirlink/sub',
  'dir/uplink': '../file',
  'dir/sublink': 'sub',
  'dir/otherlink': '../other',
  absolute: '/etc/passwd',
  absoluteFolder: '/etc',
  out: '../../../etc',
  textual: 'chain/../s/../../file',
  dangling: 'nowhere',
  outDangling: '../../outside',
  circleA: 'circleB',
  circleB: 'circleA',
  toDist: 'dist/app.js',
};

function sampleTree(): ContextTree {
  const entry = (path: string, facts: Pick<ContextEntry, 'type' | 'linkTarget'>): ContextEntry => ({
    ...{ path, mode: 0o644, sizeBytes: 0, mtimeMs: 0, ctimeMs: 0, inode: 1, device: 1 },
    ...facts,
  });
  const rule = createIgnore('# out\ndist/', '/ws/.dockerignore').ruleFor('dist');
  return createTree({
    root: '/ws',
    rootEntry: entry('', { type: 'directory' }),
    entries: [
      ...FILES.map((path) => entry(path, { type: 'file' })),
      ...FOLDERS.map((path) => entry(path, { type: 'directory' })),
      ...Object.entries(LINKS).map(([path, linkTarget]) => entry(path, { type: 'symlink', linkTarget })),
    ],
    visited: [],
    excluded: rule === undefined ? [] : [{ path: 'dist', rule }],
    ignoreName: '/ws/.dockerignore',
  });
}

const match = (pattern: string) =>
  matchSources(sampleTree(), pattern).map(({ entry, path }) => [path, entry.path]);

// Each row was measured with BuildKit: the name something gets in the target, and what is copied.
describe('matchSources as BuildKit', () => {
  it.each<[string, string, ...(readonly [named: string, found: string])[]]>([
    ['a file', 'file', ['file', 'file']],
    ['from the root', '/file', ['file', 'file']],
    ['a file with ./ and a / at the end', './file/', ['file', 'file']],
    ['.. in the path', 'dir/../file', ['file', 'file']],
    ['.. out of the build context', '../../file', ['file', 'file']],
    ['.. after a link, by the path’s text', 'chain/../file', ['file', 'file']],
    ['all of it', '.', ['', '']],
    ['a folder, whose links are not looked at', 'dir', ['dir', 'dir']],
    ['an empty folder', 'empty/', ['empty', 'empty']],
    ['a link to a file', 'link', ['link', 'file']],
    ['a link to a link', 'link2', ['link2', 'file']],
    ['a link to a file with a / at the end', 'link/', ['link', 'file']],
    ['a link to a folder', 'dirlink', ['dirlink', 'dir']],
    ['a link to a folder with a / at the end', 'dirlink/', ['dirlink', 'dir']],
    ['a file behind a link', 'dirlink/file', ['dirlink/file', 'dir/file']],
    ['a link behind a link', 'dirlink/sublink', ['dirlink/sublink', 'dir/sub']],
    ['a link through a link', 'chain/s', ['chain/s', 'dir/sub/s']],
    ['.. in a link, by the link’s text', 'textual', ['textual', 'file']],
    ['an absolute link: from the root of the build context', 'absolute', ['absolute', 'etc/passwd']],
    ['an absolute link to a folder', 'absoluteFolder/passwd', ['absoluteFolder/passwd', 'etc/passwd']],
    ['a link out of the build context: stopped at its root', 'out', ['out', 'etc']],
    ['a wildcard', 'f*', ['file', 'file']],
    ['a wildcard that matches links, which are followed', 'lin*', ['link', 'file'], ['link2', 'file']],
    ['a wildcard that matches a link to a folder', 'dirl*', ['dirlink', 'dir']],
    ['a wildcard behind a link', 'dirlink/sub*', ['dir/sub', 'dir/sub'], ['dir/sublink', 'dir/sub']],
    ['a wildcard behind a link out', 'out/*', ['etc/passwd', 'etc/passwd']],
    ['wildcards in several names', 'd*/s*/s', ['dir/sub/s', 'dir/sub/s']],
    ['a name after a wildcard', '*/passwd', ['etc/passwd', 'etc/passwd']],
    ['a wildcard and a / at the end', 'di?/', ['dir', 'dir']],
    ['a class', '[ef]ile', ['file', 'file']],
    ['a class that stands for a [', 'w[[]x]/b', ['w[x]/b', 'w[x]/b']],
    ['a class that looks like a name', 'w[x]/b', ['wx/b', 'wx/b']],
    ['a hidden file', '*hidden', ['.hidden', '.hidden']],
    ['a wildcard that matches nothing', 'nothing*'],
    ['a wildcard in what is not there', 'nothing/*'],
    ['a wildcard in what is no folder', 'file/*'],
    ['a wildcard in a link to what is no folder', 'link/*'],
    ['a wildcard that matches a link to a folder, before a name', 'dirl*/file'],
    ['two stars, which are but one', '**/s'],
  ])('%s', (_title, pattern, ...expected) => {
    expect(match(pattern)).toEqual(expected);
  });

  it.each([
    ['nothing', 'nothing', 'nothing is not there'],
    ['something in a file', 'file/nothing', 'file/nothing is not there'],
    ['a dangling link', 'dangling', 'dangling is a link to, or through, nowhere, which is not there'],
    [
      'a dangling link that a wildcard matches',
      'dangl*',
      'dangling is a link to, or through, nowhere, which is not there',
    ],
    [
      'a link out to what is not in the build context',
      'outDangling',
      'outDangling is a link to, or through, outside, which is not there',
    ],
    ['links in a circle', 'circleA', 'the links at circleA go in a circle'],
    ['a pattern that is none', 'a[b', 'the pattern "a[b" is not valid: its [ has no ]'],
  ])('refuses %s', (_title, pattern, what) => {
    expect(() => match(pattern)).toThrow(
      expect.objectContaining({
        code: 'CONTEXT_INVALID',
        message: `Finding "${pattern}" in build context /ws: ${what}`,
      }) as Error,
    );
  });

  it.each([
    ['the build context', undefined, 'relative to the build context'],
    ['a stage', 'build', 'COPY --from=build start at the root of that stage'],
  ])('says where paths of %s start', (_title, from, hint) => {
    expect(() => matchSources({ ...sampleTree(), from }, 'nothing')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(hint) as string }) as Error,
    );
  });

  it.each([
    ['a file in a folder that is left out', 'dist/app.js', 'dist/app.js'],
    ['a folder that is left out', '/dist', 'dist'],
    ['a link to it', 'toDist', 'dist/app.js'],
  ])('names the line of .dockerignore for %s', (_title, pattern, missing) => {
    expect(() => match(pattern)).toThrow(
      expect.objectContaining({
        hint: `Line 2 of /ws/.dockerignore ("dist/") leaves out dist: change it, or add a line "!${missing}" below it.`,
      }) as Error,
    );
  });
});
