import { OciError, redactUrl } from '../errors/index.js';
import { isLoopbackHost } from './address.js';

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
  if (target.protocol === 'https:' || (target.protocol === 'http:' && mayBePlain(target, from)))
    return target;
  throw new OciError(
    'REGISTRY_UNSAFE',
    `${doing}: ${from.host} sent us from ${from.protocol.slice(0, -1)} to ${redactUrl(target)}`,
    {
      hint: 'Make the registry name itself by https: a proxy in front of it may hide that it is reached by https.',
    },
  );
}

/** What is plain only because it does not leave this machine does not lead out of it in plain. */
function mayBePlain(target: URL, from: URL): boolean {
  return from.protocol === 'http:' && (isLoopbackHost(target.host) || !isLoopbackHost(from.host));
}
