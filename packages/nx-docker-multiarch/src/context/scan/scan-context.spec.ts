import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createIgnore } from '../dockerignore/index.js';
import { scanContext } from './scan-context.js';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'scan-')));
});
afterEach(() => rm(root, { recursive: true }));

async function write(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), path);
  }
}

const pathsOf = async (rules?: string) => {
  const ignore = rules === undefined ? undefined : createIgnore(rules, '.dockerignore');
  return (await scanContext(root, { ignore })).entries.map(({ path }) => path);
};

describe('scanContext', () => {
  it('gives what there is, in the order of the paths', async () => {
    await write('b/z/file', 'b/a', 'a-b', 'a/x', 'Z', 'é');
    await mkdir(join(root, 'empty'));
    expect(await pathsOf()).toEqual([
      ...['Z', 'a', 'a-b', 'a/x', 'b', 'b/a', 'b/z', 'b/z/file', 'empty', 'é'],
    ]);
  });

  it('says what each is', async () => {
    await write('file', 'folder/x');
    await chmod(join(root, 'file'), 0o4751);
    await chmod(join(root, 'folder'), 0o1700);
    await symlink('../outside', join(root, 'link'));
    const tree = await scanContext(root);
    expect(tree.find('file')).toMatchObject({ type: 'file', mode: 0o4751, sizeBytes: 4 });
    expect(tree.find('folder')).toMatchObject({ type: 'directory', mode: 0o1700, sizeBytes: 0 });
    expect(tree.find('link')).toMatchObject({ type: 'symlink', linkTarget: '../outside', sizeBytes: 0 });
    expect(tree.find('')).toBe(tree.rootEntry);
    expect(tree.childrenOf('').map(({ path }) => path)).toEqual(['file', 'folder', 'link']);
    expect(tree.childrenOf('folder').map(({ path }) => path)).toEqual(['folder/x']);
    expect(tree.childrenOf('file')).toEqual([]);
  });

  it('lists a socket, which only a copy of it refuses', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(join(root, 's'), listening));
    try {
      expect((await scanContext(root)).find('s')).toMatchObject({ type: 'special', sizeBytes: 0 });
    } finally {
      await new Promise((closed) => server.close(closed));
    }
  });

  it('does not follow a link, neither to a folder outside nor in a circle', async () => {
    await write('folder/x');
    await symlink(tmpdir(), join(root, 'out'));
    await symlink('.', join(root, 'circle'));
    expect(await pathsOf()).toEqual(['circle', 'folder', 'folder/x', 'out']);
  });

  it('follows the root, once', async () => {
    await write('ws/x');
    await symlink('ws', join(root, 'link'));
    const tree = await scanContext(join(root, 'link'));
    expect(tree.root).toBe(join(root, 'ws'));
    expect(tree.entries.map(({ path }) => path)).toEqual(['x']);
  });

  it.each([
    ['a folder with all that is in it', 'a', ['b/x']],
    ['files but not their folder', '**/x', ['a', 'a/y', 'a/z', 'a/z/w', 'b']],
    ['a folder but for one file', 'a\n!a/z/w', ['a', 'a/z', 'a/z/w', 'b', 'b/x']],
    ['a folder but for a file that is not there', 'a\n!a/q/w', ['b', 'b/x']],
  ])('leaves out %s', async (_title, rules, expected) => {
    await write('a/x', 'a/y', 'a/z/w', 'b/x');
    const wanted = expected.includes('b') ? expected : ['b', ...expected];
    expect(await pathsOf(rules)).toEqual(wanted);
  });

  it('does not walk what is left out, and says by which rule', async () => {
    await write('a/b/c', 'x');
    const tree = await scanContext(root, { ignore: createIgnore('# no\na', '.dockerignore') });
    expect(tree.excluded).toEqual([{ path: 'a', rule: { line: 2, text: 'a' } }]);
    expect(tree.ignoreName).toBe('.dockerignore');
  });

  it('refuses a name that is not UTF-8', async () => {
    await write('a/\ufffd');
    await writeFile(Buffer.concat([Buffer.from(`${root}/a/x`), Buffer.from([0xff])]), '');
    await expect(scanContext(root)).rejects.toMatchObject({
      code: 'CONTEXT_INVALID',
      message: `Scanning build context ${root}: the name "x\\xff" in folder ${root}/a is not UTF-8`,
    });
  });

  it('takes a name with the very character that stands for lost bytes', async () => {
    await write('\ufffd');
    expect(await pathsOf()).toEqual(['\ufffd']);
  });

  it('names a folder that it may not read', async () => {
    await mkdir(join(root, 'secret'), { mode: 0 });
    await chmod(root, 0o755);
    await asNobody(() =>
      expect(scanContext(root)).rejects.toMatchObject({
        code: 'CONTEXT_INVALID',
        message: `Scanning build context ${root}: folder ${root}/secret: this user may not read it`,
      }),
    );
  });

  it.each([
    ['nothing', 'absent', 'it is not there'],
    ['a file', 'file', 'it is no folder'],
  ])('refuses %s as the root', async (_title, name, what) => {
    await write('file');
    await expect(scanContext(join(root, name))).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: `Scanning build context ${join(root, name)}: ${what}`,
    });
  });

  it('stops when it is told to', async () => {
    const reason = new Error('stop');
    await expect(scanContext(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

/** Root may read everything. */
async function asNobody(work: () => Promise<unknown>): Promise<void> {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (user === 0) process.seteuid?.(0);
  }
}
