import { OciError } from '../errors/index.js';
import type { Reach } from './address.js';
import { MAX_MESSAGE_BYTES, readBounded } from './body.js';
import { basicAuthorization, type Credential } from './credential.js';
import { responseFailure } from './failure.js';
import type { HttpRequest, HttpResponse, Transport } from './message.js';

/** Where a registry gives out tokens. */
export interface TokenServer {
  readonly realm: URL;
  /** What the registry calls itself there. */
  readonly service: string | undefined;
  /** As far inwards as the registry itself is (CVE-2026-48978). */
  readonly reach: Reach;
}

/** What may be done for a while. */
export interface Token {
  readonly value: string;
  readonly lifetimeMs: number;
}

const CLIENT_ID = 'nx-docker-multiarch';
const DEFAULT_LIFETIME_S = 60;
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Gets a token for all of `scopes` (distribution: token specification, and its OAuth2 form for identity tokens).
 * A redirect is not followed: who knows the password decides himself whom to tell it.
 * Errors: `REGISTRY_DENIED`, `REGISTRY_FAILED`, `CONTENT_TOO_LARGE`, those of the transport.
 */
export async function fetchToken(
  transport: Transport,
  registry: string,
  server: TokenServer,
  scopes: readonly string[],
  credential: Credential | undefined,
): Promise<Token> {
  const doing = ['Authorizing at', registry, ...(scopes.length === 0 ? [] : ['for', ...scopes])].join(' ');
  const request =
    credential?.kind === 'identity-token'
      ? exchangeRequest(server, scopes, credential.token)
      : tokenRequest(server, scopes, credential);
  const response = await transport.request({ ...request, reach: server.reach });
  if (response.status !== 200)
    throw await responseFailure(doing, registry, response, credential !== undefined);
  return readToken(response, doing);
}

function tokenRequest(
  { realm, service }: TokenServer,
  scopes: readonly string[],
  credential: Credential | undefined,
): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  return {
    method: 'GET',
    url,
    ...(credential?.kind === 'password' && {
      headers: { authorization: basicAuthorization(credential.username, credential.password) },
    }),
  };
}

function exchangeRequest(
  { realm, service }: TokenServer,
  scopes: readonly string[],
  token: string,
): HttpRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: CLIENT_ID,
    service: service ?? '',
    scope: scopes.join(' '),
    refresh_token: token,
  });
  return {
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  };
}

async function readToken(response: HttpResponse, doing: string): Promise<Token> {
  const body = await readBounded(response.body, MAX_MESSAGE_BYTES, doing);
  const { token, access_token: accessToken, expires_in: lifetime } = parseAnswer(body);
  // Harbor sends both names, and the one that it does not mean empty.
  const value = [accessToken, token].find((text) => typeof text === 'string' && text !== '');
  if (typeof value !== 'string' || !TOKEN.test(value))
    throw new OciError('REGISTRY_FAILED', `${doing}: the token server's answer holds no token`);
  const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME_S;
  return { value, lifetimeMs: seconds * 1000 };
}

function parseAnswer(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.toString('utf8'))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
