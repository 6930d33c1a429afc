import { OciError } from '../errors/index.js';
import { DOCKER_HUB } from '../model/index.js';
import type { Credential } from './credential.js';

/** Runs `program get` with `input` on its stdin, whatever its exit status is then. */
export type RunHelper = (
  program: string,
  input: string,
) => Promise<{ readonly stdout: string; readonly exitCode: number }>;

/** Docker Hub, as Docker's own files and helpers spell it. */
export const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const NOT_FOUND = 'credentials not found in native keychain';
const IDENTITY_TOKEN_USER = '<token>';

/**
 * What the credential helper `docker-credential-<name>` knows of a registry (docker-credential-helpers, `get`).
 * `file` is the one that names it. Errors: `CREDENTIALS_INVALID`; nothing that the helper printed is in them.
 */
export async function askHelper(
  run: RunHelper,
  name: string,
  registry: string,
  file: string,
): Promise<Credential | undefined> {
  const doing = `Getting the credential of ${registry} from ${JSON.stringify(name)}, which ${file} names`;
  if (!NAME.test(name)) throw invalid(`${doing}: not the name of a credential helper`);
  const program = `docker-credential-${name}`;
  const input = registry === DOCKER_HUB ? DOCKER_HUB_KEY : registry;
  const { stdout, exitCode } = await run(program, input).catch((cause: unknown) => {
    throw invalid(`${doing}: it could not be run`, `Install ${program}, or take it out of the file.`, cause);
  });
  if (exitCode === 0) return parseAnswer(stdout, doing);
  if (stdout.trim().toLowerCase().startsWith(NOT_FOUND)) return undefined;
  throw invalid(
    `${doing}: it ended with exit status ${exitCode}`,
    `See what it says: echo ${input} | ${program} get`,
  );
}

function parseAnswer(stdout: string, doing: string): Credential | undefined {
  const { Username: username, Secret: secret } = parseObject(stdout);
  if (typeof username !== 'string' || typeof secret !== 'string')
    throw invalid(`${doing}: its answer is not a credential`);
  if (secret === '') return undefined;
  return username === IDENTITY_TOKEN_USER
    ? { kind: 'identity-token', token: secret }
    : { kind: 'password', username, password: secret };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function invalid(message: string, hint?: string, cause?: unknown): OciError {
  return new OciError('CREDENTIALS_INVALID', message, { ...(hint !== undefined && { hint }), cause });
}
