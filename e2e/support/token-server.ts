import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { succeed } from './command.js';

export const USER = 'ci-robot';
export const PASSWORD = 'correct-horse-battery';
export const SERVICE = 'nxdm-token-service';
export const ISSUER = 'nxdm-token-issuer';

/** A token server as distribution wants it: signs what a scope asks for, for one user. */
export interface TokenServer {
  readonly realm: string;
  /** The certificate that the registry trusts. */
  readonly certificate: string;
  stop(): Promise<void>;
}

/** Starts it on loopback with a key of its own, kept in `directory`. */
export async function startTokenServer(directory: string): Promise<TokenServer> {
  const [key, certificate] = [path.join(directory, 'token.key'), path.join(directory, 'token.crt')];
  await succeed('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=nxdm',
    '-keyout',
    key,
    '-out',
    certificate,
  ]);
  const signer = createPrivateKey(await readFile(key));
  const chain = [new X509Certificate(await readFile(certificate)).raw.toString('base64')];
  const server = createServer((request, response) => {
    if (!isUser(request)) {
      response.writeHead(401).end(JSON.stringify({ details: 'wrong user or password' }));
      return;
    }
    const token = signToken(
      new URL(request.url ?? '/', 'http://localhost').searchParams.getAll('scope'),
      signer,
      chain,
    );
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ token, expires_in: 60 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    certificate,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function isUser({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
}

/** A JSON web token by distribution's token authentication specification. */
function signToken(
  scopes: readonly string[],
  key: ReturnType<typeof createPrivateKey>,
  chain: readonly string[],
): string {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes
    .flatMap((scope) => scope.split(' '))
    .map((scope) => {
      const [, type, name, actions = ''] = /^([^:]+):(.+):([^:]*)$/.exec(scope) ?? [];
      return { type, name, actions: actions.split(',') };
    });
  const claims = {
    iss: ISSUER,
    sub: USER,
    aud: SERVICE,
    iat: now,
    nbf: now - 5,
    exp: now + 60,
    jti: randomUUID(),
    access,
  };
  const content = [{ typ: 'JWT', alg: 'RS256', x5c: chain }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}
