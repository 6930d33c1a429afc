import type { IncomingMessage } from 'node:http';
import { isAccount } from './account.js';
import { json, readRequest, refusal, type Answer } from './exchange.js';
import type { ServeAuth } from './options.js';

export type Bearer = Extract<ServeAuth, { bearer: unknown }>['bearer'];

/** Gives out tokens, and knows what each is good for. */
export interface TokenServer {
  issue(request: IncomingMessage, url: URL): Promise<Answer>;
  /** What the token of a request allows, as `repository action`; `undefined` without a good token. */
  accessOf(request: IncomingMessage): ReadonlySet<string> | undefined;
  issued(): number;
  /** Every token given out so far is good for nothing from now on. */
  expire(): void;
}

/** Without `bearer` it gives out none. */
export function createTokenServer(bearer: Bearer | undefined): TokenServer {
  const access = new Map<string, ReadonlySet<string>>();
  let issued = 0;
  return {
    async issue(request, url) {
      if (bearer === undefined) return refusal(404, 'UNKNOWN', 'no token server');
      const form = new URLSearchParams((await readRequest(request)).toString());
      const parameters = request.method === 'POST' ? form : url.searchParams;
      if (parameters.get('service') !== bearer.service)
        return refusal(400, 'UNKNOWN', 'not a service of this token server');
      const username = identify(request, form, bearer);
      if (username === false) return refusal(401, 'UNAUTHORIZED', 'incorrect username or password');
      const token = `token-${++issued}`;
      access.set(token, granted(parameters.getAll('scope'), username, bearer.grant));
      // Both names, and one of them empty, is how Harbor answers.
      const named = request.method === 'POST' ? { access_token: token } : { token, access_token: '' };
      return json(200, { ...named, expires_in: bearer.expiresIn });
    },
    accessOf: ({ headers }) => access.get(/^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? ''),
    issued: () => issued,
    expire: () => access.clear(),
  };
}

/** The user's name, `undefined` for the anonymous, `false` for who is not who he says. */
function identify(
  request: IncomingMessage,
  form: URLSearchParams,
  { account, identityToken }: Bearer,
): string | undefined | false {
  if (request.method === 'POST') {
    const isExchange =
      form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === identityToken;
    return isExchange && identityToken !== undefined && '<token>';
  }
  if (request.headers.authorization === undefined) return undefined;
  return account !== undefined && isAccount(request, account) && account.username;
}

function granted(
  scopes: readonly string[],
  username: string | undefined,
  grant: Bearer['grant'] = (name) => name !== undefined,
): ReadonlySet<string> {
  const actions = scopes
    .flatMap((scope) => scope.split(' '))
    .map((scope) => scope.split(':'))
    .filter(([type]) => type === 'repository')
    .flatMap(([, repository = '', wanted = '']) =>
      wanted.split(',').map((action) => ({ repository, action })),
    );
  return new Set(
    actions
      .filter(({ repository, action }) => grant(username, repository, action))
      .map(({ repository, action }) => `${repository} ${action}`),
  );
}
