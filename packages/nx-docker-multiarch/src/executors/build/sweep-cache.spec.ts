import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sweepCache } from './sweep-cache.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('sweepCache', () => {
  let directory: string;
  const now = new Date();

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'sweep-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function write(name: string, ageDays: number): Promise<void> {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, name);
    const time = new Date(now.getTime() - ageDays * DAY_MS);
    await utimes(file, time, time);
  }

  async function files(): Promise<readonly string[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  }

  it('takes what is old, and leaves the rest', async () => {
    await write('results/old.json', 30);
    await write('layers/old.json', 400);
    await write('layers/new.json', 29);
    await sweepCache(directory, now);
    expect(await files()).toEqual(['new.json', 'swept']);
  });

  it.each([
    [0.5, ['old.json', 'swept']],
    [1.5, ['swept']],
  ])('looks again after a day: last %s days ago', async (ageDays, left) => {
    await write('swept', ageDays);
    await write('results/old.json', 50);
    await sweepCache(directory, now);
    expect(await files()).toEqual(left);
  });

  it('makes no folder where there is none', async () => {
    await sweepCache(path.join(directory, 'none'), now);
    expect(await files()).toEqual([]);
  });
});
