import type { IncomingMessage } from 'node:http';
import type { Account } from './options.js';

/** Whether a request comes with the password of this account (RFC 7617). */
export function isAccount({ headers }: IncomingMessage, { username, password }: Account): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
