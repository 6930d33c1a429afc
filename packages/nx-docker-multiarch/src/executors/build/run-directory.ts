import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { onDisc } from '../world/on-disc.js';

// The host is part of the name because containers may share the folder, but not their process ids.
const PREFIX = `nx-docker-multiarch-${hostname().replaceAll(/[^\w.]/g, '_')}-`;

/** Runs `work` with a new folder of its own below `parent`, which is gone afterwards, however it ends. Errors: `DISC_FAILED`. */
export async function withRunDirectory<T>(
  parent: string,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  await removeLeftovers(parent);
  const directory = await onDisc(
    `Making a temporary folder in ${parent}`,
    'Make room there, or let TMPDIR name another folder.',
    () => mkdtemp(path.join(parent, `${PREFIX}${process.pid}-`)),
  );
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Removes the folders of runs on this host that were killed. Those of other users stay. */
async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const dead = names.filter(
    (name) => name.startsWith(PREFIX) && !isAlive(Number.parseInt(name.slice(PREFIX.length), 10)),
  );
  await Promise.allSettled(dead.map((name) => rm(path.join(parent, name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
