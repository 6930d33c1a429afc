import { OciError, redactUrl } from '../errors/index.js';

/**
 * The URL that an answer sends us to: a redirect's, an upload's, a token server's. What was encrypted stays so, and
 * user info in it is dropped (CVE-2026-50151). `doing` begins the error's message.
 * Errors: `REGISTRY_UNSAFE`, `REGISTRY_FAILED` if there is none.
 */
export function resolveTarget(location: string | undefined, from: URL, doing: string): URL {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new OciError('REGISTRY_FAILED', `${doing}: ${from.host} sent us on without saying where`);
  const target = new URL(location, from);
  target.username = '';
  target.password = '';
  target.hash = '';
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  if (isSafe) return target;
  throw new OciError('REGISTRY_UNSAFE', `${doing}: ${from.host} sent us from https to ${redactUrl(target)}`, {
    hint: 'Make the registry name itself by https: a proxy in front of it may hide that it is reached by https.',
  });
}
