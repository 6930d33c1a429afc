import { readFile, stat } from 'node:fs/promises';
import { settleAll } from '../errors/index.js';
import type { Secret } from '../plan/index.js';

/** A larger file is a store of keys rather than a value that a command would print. */
const MAX_FILE_BYTES = 16 * 1024;

/** The values of secrets, to be kept out of all output. A file that can't be read, or is large, has none. */
export async function readSecretValues(
  secrets: readonly Secret[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const values = secrets.map(async (secret) =>
    'file' in secret ? await readSmallFile(secret.file) : environment[secret.variable],
  );
  return (await settleAll(values)).filter((value) => value !== undefined && value !== '') as string[];
}

async function readSmallFile(path: string): Promise<string | undefined> {
  try {
    const info = await stat(path);
    // What is no file, such as a shell's `<(…)`, can be read only once: by the builder.
    return info.isFile() && info.size <= MAX_FILE_BYTES ? await readFile(path, 'utf8') : undefined;
  } catch {
    // The builder says better what is wrong with the file.
    return undefined;
  }
}
