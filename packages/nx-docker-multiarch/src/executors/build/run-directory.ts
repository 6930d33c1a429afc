import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

// The host is part of the name because containers may share the folder, but not their process ids.
const PREFIX = `nx-docker-multiarch-${hostname().replaceAll(/[^\w.]/g, '_')}-`;

/** Runs `work` with a new folder of its own, which is gone afterwards, however it ends. */
export async function withRunDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  await removeLeftovers();
  const directory = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Removes the folders of runs on this host that were killed. Those of other users stay. */
async function removeLeftovers(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const dead = names.filter(
    (name) => name.startsWith(PREFIX) && !isAlive(Number.parseInt(name.slice(PREFIX.length), 10)),
  );
  await Promise.allSettled(
    dead.map((name) => rm(path.join(tmpdir(), name), { recursive: true, force: true })),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
