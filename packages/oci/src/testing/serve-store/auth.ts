import type { IncomingMessage } from 'node:http';
import { json, readRequest, refusal, type Answer } from './exchange.js';
import type { Account, ServeAuth } from './options.js';

/** Decides on requests to the registry, and issues tokens for them. */
export interface Gate {
  /** The refusal of a request that needs all these actions (`pull`, `push`) on a repository; `undefined` to let it in. */
  check(
    request: IncomingMessage,
    needs: readonly string[],
    repository: string | undefined,
  ): Answer | undefined;
  may(request: IncomingMessage, repository: string, action: string): boolean;
  /** Answers a request to the token server. */
  issue(request: IncomingMessage, url: URL): Promise<Answer>;
  tokensIssued(): number;
  expireTokens(): void;
}

/** `tokenUrl` is where the token server is. */
export function createGate(auth: ServeAuth | undefined, tokenUrl: () => string): Gate {
  const access = new Map<string, ReadonlySet<string>>();
  let issued = 0;
  const tokenAccess = (request: IncomingMessage): ReadonlySet<string> | undefined =>
    access.get(/^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');

  const may = (request: IncomingMessage, repository: string, action: string): boolean =>
    auth === undefined ||
    ('basic' in auth
      ? isAccount(request, auth.basic)
      : tokenAccess(request)?.has(`${repository} ${action}`) === true);

  return {
    may,
    check(request, needs, repository) {
      if (auth === undefined) return undefined;
      if ('basic' in auth)
        return isAccount(request, auth.basic) ? undefined : unauthorized('Basic realm="registry, test"');
      const isAllowed = repository
        ? needs.every((action) => may(request, repository, action))
        : tokenAccess(request) !== undefined;
      const scope = repository ? `,scope="repository:${repository}:${needs.join(',')}"` : '';
      const problem = tokenAccess(request) ? ',error="insufficient_scope"' : '';
      const { service, realm = tokenUrl() } = auth.bearer;
      return isAllowed
        ? undefined
        : unauthorized(`Bearer realm="${realm}",service="${service}"${scope}${problem}`);
    },
    async issue(request, url) {
      if (auth === undefined || 'basic' in auth) return refusal(404, 'UNKNOWN', 'no token server');
      const form = new URLSearchParams((await readRequest(request)).toString());
      const parameters = request.method === 'POST' ? form : url.searchParams;
      if (parameters.get('service') !== auth.bearer.service)
        return refusal(400, 'UNKNOWN', 'not a service of this token server');
      const username = identify(request, form, auth.bearer);
      if (username === false) return refusal(401, 'UNAUTHORIZED', 'incorrect username or password');
      const token = `token-${++issued}`;
      access.set(token, granted(parameters.getAll('scope'), username, auth.bearer.grant));
      const member = request.method === 'POST' ? 'access_token' : 'token';
      return json(200, { [member]: token, expires_in: auth.bearer.expiresIn });
    },
    tokensIssued: () => issued,
    expireTokens: () => access.clear(),
  };
}

type Bearer = Extract<ServeAuth, { bearer: unknown }>['bearer'];

/** The user's name, `undefined` for the anonymous, `false` for who is not who he says. */
function identify(
  request: IncomingMessage,
  form: URLSearchParams,
  bearer: Bearer,
): string | undefined | false {
  const { account, identityToken } = bearer;
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

function isAccount({ headers }: IncomingMessage, { username, password }: Account): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function unauthorized(challenge: string): Answer {
  const { body, headers } = refusal(401, 'UNAUTHORIZED', 'authentication required');
  return { status: 401, headers: { ...headers, 'www-authenticate': challenge }, ...(body && { body }) };
}
