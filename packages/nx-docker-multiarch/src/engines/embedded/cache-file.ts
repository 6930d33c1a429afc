import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How many have been begun: services of one process may write the same file at once. */
let begun = 0;

/** Writes a file that only makes later runs faster, whole or not at all. That it can't is no failure. */
export async function writeCacheFile(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}-${++begun}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    // It can hold pieces of files that not everybody may read.
    await writeFile(part, text, { mode: 0o600 });
    await rename(part, file);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}
