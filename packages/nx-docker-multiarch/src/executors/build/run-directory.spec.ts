import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { withRunDirectory } from './run-directory.js';

describe('withRunDirectory', () => {
  let parent = '';

  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'nxdm-run-'));
  });

  afterEach(() => rm(parent, { recursive: true }));

  it('gives a folder of its own, and takes it away with all in it, even after a failure', async () => {
    const seen: string[] = [];
    const work = async (directory: string): Promise<never> => {
      seen.push(directory);
      await writeFile(path.join(directory, 'file'), '');
      throw new Error('no');
    };
    await Promise.allSettled([withRunDirectory(parent, work), withRunDirectory(parent, work)]);
    expect(new Set(seen.map((directory) => path.dirname(directory)))).toEqual(new Set([parent]));
    expect(new Set(seen).size).toBe(2);
    expect(seen.filter(existsSync)).toEqual([]);
  });

  it('says where it could not make a folder', async () => {
    const gone = path.join(parent, 'gone');
    await expect(withRunDirectory(gone, async () => undefined)).rejects.toMatchObject({
      code: 'DISC_FAILED',
      message: expect.stringContaining(`Making a temporary folder in ${gone}: ENOENT`) as string,
      hint: expect.stringContaining('TMPDIR') as string,
    });
  });

  it('removes what a killed run of this host left, and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const host = hostname().replaceAll(/[^\w.]/g, '_');
    const kept = [
      `nx-docker-multiarch-${host}-${process.pid}-alive`,
      `nx-docker-multiarch-elsewhere-${dead}-other`,
      'nx-docker-multiarch',
    ];
    for (const name of [...kept, `nx-docker-multiarch-${host}-${dead}-leftover`]) {
      await mkdir(path.join(parent, name, 'folder'), { recursive: true });
    }
    await withRunDirectory(parent, async () => undefined);
    expect((await readdir(parent)).sort()).toEqual(kept.sort());
  });
});
