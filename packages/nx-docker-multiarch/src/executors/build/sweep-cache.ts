import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_MS = 30 * DAY_MS;
/** Says by its time when the folders were looked through. */
const MARKER = 'swept';

/**
 * Takes from the folders of a cache what was written 30 days ago or earlier, once a day at most: what is still of use is
 * made again. That something can't be taken is no failure.
 */
export async function sweepCache(directory: string, now: Date): Promise<void> {
  const marker = path.join(directory, MARKER);
  if (!(await isOlder(marker, now, DAY_MS, true))) return;
  // First, so that of the services of one process most leave it to one. Where there is no folder, there is nothing to take.
  await writeFile(marker, '').catch(() => undefined);
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const folder of entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)) {
    const names = await readdir(path.join(directory, folder)).catch(() => []);
    for (const name of names) {
      const file = path.join(directory, folder, name);
      if (await isOlder(file, now, KEPT_MS, false)) await rm(file, { force: true }).catch(() => undefined);
    }
  }
}

async function isOlder(file: string, now: Date, ms: number, ifAbsent: boolean): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? ifAbsent : now.getTime() - found.mtimeMs >= ms;
}
