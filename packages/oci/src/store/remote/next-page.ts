import { OciError } from '../../errors/index.js';
import { resolveTarget, type FollowedResponse } from '../../http/index.js';

const LINK = /<([^<>]*)>([^<>]*)/g;
const RELATION = /^\s*rel\s*=\s*"?([^",]*)/i;

/**
 * Where a list goes on, by its `Link` (RFC 8288): on the origin of the page before alone; `undefined` at its end. `doing`
 * begins the error's message. Errors: `REGISTRY_UNSAFE`.
 */
export function findNextPage(
  { headers, url }: Pick<FollowedResponse, 'headers' | 'url'>,
  doing: string,
): URL | undefined {
  const [, location] =
    [...(headers['link'] ?? '').matchAll(LINK)].find(([, , text = '']) => isNext(text)) ?? [];
  if (location === undefined) return undefined;
  const next = resolveTarget(location, url, doing);
  if (next.origin === url.origin) return next;
  throw new OciError(
    'REGISTRY_UNSAFE',
    `${doing}: ${url.host} says that the list goes on at ${next.origin}`,
    {
      hint: 'Make the registry name itself as it is reached: a proxy in front of it may hide its name from it.',
    },
  );
}

function isNext(parameters: string): boolean {
  const relations = parameters.split(';').map((parameter) => RELATION.exec(parameter)?.[1] ?? '');
  return relations.some((relation) => relation.toLowerCase().split(/\s+/).includes('next'));
}
