import { parseChallenges, type Challenge } from './challenge.js';
import { basicAuthorization, type Credentials } from './credential.js';
import type { FollowedResponse } from './follow.js';
import type { Transport } from './message.js';
import { resolveTarget } from './target.js';
import { createTokenCache } from './token-cache.js';
import { fetchToken, type TokenServer } from './token.js';

/** What to authorize, with what, and how. */
export interface AuthorizerOptions {
  readonly registry: string;
  readonly credentials: Credentials;
  readonly transport: Transport;
  /** Milliseconds, of which only differences mean something. */
  readonly now: () => number;
}

/** Knows how one registry wants to be spoken to, once it has said so. */
export interface Authorizer {
  /** The `Authorization` header for a request, as far as the registry has asked for one yet. */
  header(scopes: readonly string[]): Promise<string | undefined>;
  /** Another header to try after a 401 of the registry's own, if there is one. `used` is the one it refused. */
  renew(
    refusal: FollowedResponse,
    scopes: readonly string[],
    used: string | undefined,
  ): Promise<string | undefined>;
}

type Demand = { readonly scheme: 'basic' } | { readonly scheme: 'bearer'; readonly server: TokenServer };

/**
 * Anonymous, `Basic` (RFC 7617) and `Bearer` (distribution: token specification) authorization at one registry.
 * Errors of both: `CREDENTIALS_INVALID`, `REGISTRY_DENIED`, `REGISTRY_FAILED`, `REGISTRY_UNSAFE`, `REGISTRY_UNREACHABLE`.
 */
export function createAuthorizer({ registry, credentials, transport, now }: AuthorizerOptions): Authorizer {
  const tokens = createTokenCache(now);
  let demand: Demand | undefined;

  const header = async (scopes: readonly string[]): Promise<string | undefined> => {
    if (demand === undefined) return undefined;
    const credential = await credentials(registry);
    if (demand.scheme === 'basic')
      return credential?.kind === 'password'
        ? basicAuthorization(credential.username, credential.password)
        : undefined;
    if (credential?.kind === 'registry-token') return bearer(credential.token);
    const { server } = demand;
    return bearer(
      await tokens.get(scopes, () => fetchToken(transport, registry, server, scopes, credential)),
    );
  };

  return {
    header,
    async renew(refusal, scopes, used) {
      demand = readDemand(refusal) ?? demand;
      if (used?.startsWith(bearer(''))) tokens.drop(used.slice(bearer('').length));
      const next = await header(scopes);
      return next === used ? undefined : next;
    },
  };
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}

function readDemand({ headers, url, peer }: FollowedResponse): Demand | undefined {
  const challenges = parseChallenges(headers['www-authenticate'] ?? '');
  const find = (scheme: string): Challenge | undefined => challenges.find((offer) => offer.scheme === scheme);
  const { realm, service } = find('bearer')?.parameters ?? {};
  if (realm !== undefined) {
    const server = { realm: resolveTarget(realm, url, `Authorizing at ${url.host}`), service, reach: peer };
    return { scheme: 'bearer', server };
  }
  return find('basic') && { scheme: 'basic' };
}
