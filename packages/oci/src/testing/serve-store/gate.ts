import type { IncomingMessage } from 'node:http';
import { isAccount } from './account.js';
import { refusal, type Answer } from './exchange.js';
import type { ServeAuth } from './options.js';
import { createTokenServer, type TokenServer } from './token-server.js';

/** Decides on requests to the registry. */
export interface Gate {
  readonly tokens: TokenServer;
  /** The refusal of a request that needs all these actions (`pull`, `push`) on a repository; `undefined` to let it in. */
  check(
    request: IncomingMessage,
    needs: readonly string[],
    repository: string | undefined,
  ): Answer | undefined;
  may(request: IncomingMessage, repository: string, action: string): boolean;
}

/** `tokenUrl` is where the token server is. */
export function createGate(auth: ServeAuth | undefined, tokenUrl: () => string): Gate {
  const bearer = auth && 'bearer' in auth ? auth.bearer : undefined;
  const tokens = createTokenServer(bearer);

  const may = (request: IncomingMessage, repository: string, action: string): boolean => {
    if (auth === undefined) return true;
    if ('basic' in auth) return isAccount(request, auth.basic);
    return tokens.accessOf(request)?.has(`${repository} ${action}`) === true;
  };

  return {
    tokens,
    may,
    check(request, needs, repository) {
      if (auth === undefined) return undefined;
      if ('basic' in auth)
        return isAccount(request, auth.basic) ? undefined : unauthorized('Basic realm="registry, test"');
      const hasToken = tokens.accessOf(request) !== undefined;
      const isAllowed = repository ? needs.every((action) => may(request, repository, action)) : hasToken;
      if (isAllowed) return undefined;
      const { service, realm = tokenUrl() } = auth.bearer;
      const scope = repository ? `,scope="repository:${repository}:${needs.join(',')}"` : '';
      const problem = hasToken ? ',error="insufficient_scope"' : '';
      return unauthorized(`Bearer realm="${realm}",service="${service}"${scope}${problem}`);
    },
  };
}

function unauthorized(challenge: string): Answer {
  const { body, headers } = refusal(401, 'UNAUTHORIZED', 'authentication required');
  return { status: 401, headers: { ...headers, 'www-authenticate': challenge }, ...(body && { body }) };
}
