import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PluginError } from '../../errors/index.js';
import { describeCause } from './describe-cause.js';

const REPLACEMENT = '\ufffd';

/** A name that was found in a folder. */
export interface FoundName {
  /** Relative to the build context. */
  readonly path: string;
  /** Not for a link to one. */
  readonly isDirectory: boolean;
}

/** What is in a folder of the build context, in no order. Errors: `CONTEXT_INVALID`. */
export async function readDirectory(
  root: string,
  directory: string,
  doing: string,
): Promise<readonly FoundName[]> {
  const folder = join(root, directory);
  try {
    const found = await readdir(folder, { withFileTypes: true });
    // Only such a name may be one that lost its bytes.
    if (found.some(({ name }) => name.includes(REPLACEMENT))) await refuseOtherEncodings(folder, doing);
    return found.map((each) => ({
      path: directory === '' ? each.name : `${directory}/${each.name}`,
      isDirectory: each.isDirectory(),
    }));
  } catch (cause) {
    if (cause instanceof PluginError) throw cause;
    throw new PluginError('CONTEXT_INVALID', `${doing}: folder ${folder}: ${describeCause(cause)}`, {
      cause,
      hint: 'Give this user the permission to read it, or leave it out in .dockerignore.',
    });
  }
}

async function refuseOtherEncodings(folder: string, doing: string): Promise<void> {
  for (const bytes of await readdir(folder, { encoding: 'buffer' })) {
    const name = bytes.toString('utf8');
    if (Buffer.from(name).equals(bytes)) continue;
    const shown = bytes
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, (each) => `\\x${each.charCodeAt(0).toString(16)}`);
    throw new PluginError(
      'CONTEXT_INVALID',
      `${doing}: the name "${shown}" in folder ${folder} is not UTF-8`,
      {
        hint: 'Rename it, or leave the folder out in .dockerignore.',
      },
    );
  }
}
