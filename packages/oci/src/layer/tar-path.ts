import { OciError } from '../errors/index.js';

/**
 * The path below the root, as a layer's entries name it: without leading `./` or `/`, empty for the root itself.
 * Errors: `LAYER_INVALID` for a path that leaves it by `..`.
 */
export function normalizeTarPath(text: string): string {
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..'))
    throw new OciError(
      'LAYER_INVALID',
      `Reading a layer: the path ${JSON.stringify(text.slice(0, 200))} leaves it`,
    );
  return names.join('/');
}
