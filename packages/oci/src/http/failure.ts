import { STATUS_CODES } from 'node:http';
import { OciError, redact, TransientError } from '../errors/index.js';
import { DOCKER_HUB } from '../model/index.js';
import { readMessage } from './body.js';
import type { HttpResponse } from './message.js';
import { readRetryAfter } from './retry-after.js';

const MAX_TEXT_CHARACTERS = 500;
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * What to say of an answer that is a refusal or a failure; its body is read, as far as it is bounded, and the registry's own
 * code and message are kept (distribution-spec §Error Codes). `doing` begins the message; `hadCredential` is whether it was
 * asked as somebody.
 * The code is `REGISTRY_DENIED` for 401 and 403, otherwise `REGISTRY_FAILED`; it is a `TransientError` for 408, 429 and
 * what servers in trouble answer.
 */
export async function responseFailure(
  doing: string,
  registry: string,
  response: HttpResponse,
  hadCredential = false,
): Promise<OciError> {
  const { status, headers } = response;
  const told = tellErrors(await readMessage(response.body));
  const retryAfter =
    headers['retry-after'] === undefined ? '' : `, retry after ${plainText(headers['retry-after'])}`;
  const message = `${doing}: ${status} ${told || STATUS_CODES[status] || ''}`.trimEnd() + retryAfter;
  const hint = hintFor(status, registry, told, hadCredential);
  if (TRANSIENT.has(status))
    return new TransientError('REGISTRY_FAILED', message, hint, readRetryAfter(headers));
  const isDenied = status === 401 || status === 403;
  return new OciError(isDenied ? 'REGISTRY_DENIED' : 'REGISTRY_FAILED', message, hint);
}

function hintFor(
  status: number,
  registry: string,
  told: string,
  hadCredential: boolean,
): { hint: string } | undefined {
  const login = registry === DOCKER_HUB ? 'docker login' : `docker login ${registry}`;
  if (status === 401)
    return {
      hint: hadCredential
        ? `The credentials that Docker has for ${registry} were refused. Log in again: ${login}`
        : `Log in: ${login}`,
    };
  if (status === 403) return { hint: `Log in as somebody who may do this: ${login}` };
  if (status === 429)
    return {
      hint: `A quota is used up. Log in (${login}), use a mirror, pin the image to what is there already, or wait.`,
    };
  if (status === 404 && told.includes('NAME_'))
    return { hint: 'Create the repository in the registry first, or check its name.' };
  if (status >= 500) return { hint: 'The registry is in trouble: look at its own log, or try again later.' };
  return undefined;
}

/** `CODE (message)` of each error in a body, or what else it says in a line; empty if it says nothing readable. */
function tellErrors(body: Buffer): string {
  const json = parseLeniently(body);
  const errors = json?.['errors'];
  if (Array.isArray(errors)) return plainText(errors.map(tellError).filter(Boolean).join('; '));
  const [text] = [json?.['details'], json?.['message'], json?.['error_description'], json?.['error']].filter(
    (member) => typeof member === 'string',
  );
  return plainText(String(text ?? ''));
}

function tellError(error: unknown): string {
  const { code, message } = Object(error) as Record<string, unknown>;
  const text = typeof message === 'string' && message !== '' ? message : undefined;
  if (typeof code !== 'string' || code === '') return text ?? '';
  return text === undefined ? code : `${code} (${text})`;
}

function parseLeniently(body: Buffer): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(body.toString('utf8'))) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Text of a stranger, made fit for a terminal and a log. */
function plainText(text: string): string {
  return redact(text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()).slice(0, MAX_TEXT_CHARACTERS);
}
