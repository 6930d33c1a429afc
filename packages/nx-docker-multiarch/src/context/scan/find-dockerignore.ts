import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PluginError } from '../../errors/index.js';
import { createIgnore, type IgnoreRules } from '../dockerignore/index.js';
import { describeCause } from './describe-cause.js';

const MAX_BYTES = 1024 * 1024;

/**
 * The rules for a build context and its Dockerfile, which a named context has none of: those of `<Dockerfile>.dockerignore` beside it, even if there are none in
 * it, else those of `.dockerignore` in the build context; `undefined` if there is neither. Both paths are absolute.
 * Errors: `CONTEXT_INVALID` for a file that can't be read, a link out of its folder, and a pattern that is none.
 */
export async function findDockerignore(
  dockerfile: string | undefined,
  root: string,
): Promise<IgnoreRules | undefined> {
  const beside = dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`];
  for (const file of [...beside, join(root, '.dockerignore')]) {
    const text = await findText(file);
    if (text !== undefined) return createIgnore(text, file);
  }
  return undefined;
}

async function findText(file: string): Promise<string | undefined> {
  const doing = `Reading ${file}`;
  try {
    const [real, folder] = await Promise.all([realpath(file), realpath(dirname(file))]);
    // BuildKit does not follow such a link, and then builds without any rule: better to say it.
    if (!real.startsWith(join(folder, '/')))
      throw refused(`${doing}: it is a link that leads out of its folder`);
    const { size } = await stat(real);
    if (size > MAX_BYTES) throw refused(`${doing}: it has more than ${MAX_BYTES} bytes`);
    return await readFile(real, 'utf8');
  } catch (cause) {
    if (cause instanceof PluginError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw refused(`${doing}: ${describeCause(cause)}`, cause);
  }
}

function refused(message: string, cause?: unknown): PluginError {
  return new PluginError('CONTEXT_INVALID', message, {
    cause,
    hint: 'Put a file with patterns there that this user may read, or none.',
  });
}
