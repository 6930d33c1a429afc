import { readFile } from 'node:fs/promises';
import { OciError } from '../errors/index.js';
import { DOCKER_HUB } from '../model/index.js';
import type { Credential } from './credential.js';

/** What one config file says of one registry: what to ask, and what it holds itself. */
export interface ConfigEntry {
  readonly file: string;
  /** The helper to ask first. */
  readonly helper: NamedHelper | undefined;
  readonly credential: Credential | undefined;
}

/** A credential helper, and the setting that names it. */
export interface NamedHelper {
  readonly name: string;
  readonly setting: 'credHelpers' | 'credsStore';
}

type Json = Readonly<Record<string, unknown>>;

const HUB_HOSTS: readonly string[] = ['index.docker.io', 'registry-1.docker.io'];

/**
 * What a Docker or containers config file says of exactly this registry; an entry for another that merely looks like
 * it, or for a part of it, is none. `undefined` if there is no such file.
 * Errors: `CREDENTIALS_INVALID`, which names the file and nothing that it holds.
 */
export async function readConfigEntry(file: string, registry: string): Promise<ConfigEntry | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const config = parseObject(text, file);
  const helper = findHelper(config, registry, file);
  const entry = findEntry(config['auths'], registry);
  return { file, helper, credential: entry === undefined ? undefined : parseEntry(entry, registry, file) };
}

function findHelper(config: Json, registry: string, file: string): NamedHelper | undefined {
  const own = findEntry(config['credHelpers'], registry);
  const name = own ?? config['credsStore'];
  if (name === undefined || (own === undefined && name === '')) return undefined;
  if (typeof name !== 'string') throw invalid(file, 'the name of a helper is not a text');
  return { name, setting: own === undefined ? 'credsStore' : 'credHelpers' };
}

/** The registry that a key of a config file means: `https://host/v1/` is `host`, and Docker Hub has several names. */
export function registryOfKey(key: string): string {
  const host = key.replace(/^https?:\/\//, '').replace(/(?:\/v[12])?\/?$/, '');
  return HUB_HOSTS.includes(host) ? DOCKER_HUB : host;
}

function findEntry(entries: unknown, registry: string): unknown {
  if (typeof entries !== 'object' || entries === null) return undefined;
  const keys = Object.keys(entries).filter((key) => registryOfKey(key) === registry);
  // The same registry can be there twice, as Docker and as others spell it.
  const key = keys.find((spelling) => spelling === registry) ?? keys[0];
  return key === undefined ? undefined : (entries as Json)[key];
}

function parseEntry(entry: unknown, registry: string, file: string): Credential | undefined {
  if (typeof entry !== 'object' || entry === null)
    throw invalid(file, `the entry of ${registry} is not an object`);
  const { auth, username, password, identitytoken, registrytoken } = entry as Json;
  if (isText(identitytoken)) return { kind: 'identity-token', token: identitytoken };
  if (isText(registrytoken)) return { kind: 'registry-token', token: registrytoken };
  if (isText(auth)) return parseAuth(auth, registry, file);
  if (isText(username) && isText(password)) return { kind: 'password', username, password };
  return undefined;
}

function parseAuth(auth: string, registry: string, file: string): Credential {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon <= 0) throw invalid(file, `"auth" of ${registry} is not the base64 of user:password`);
  return {
    kind: 'password',
    username: text.slice(0, colon),
    // Old clients padded it with NUL bytes.
    password: text.slice(colon + 1).replace(/\0+$/, ''),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw invalid(file, `it cannot be read (${code})`);
  }
}

function parseObject(text: string, file: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    // The parser's own message quotes the file.
  }
  throw invalid(file, 'it is not a JSON object');
}

function invalid(file: string, reason: string): OciError {
  return new OciError('CREDENTIALS_INVALID', `Reading credentials from ${file}: ${reason}`, {
    hint: 'Mend the file, or take it away and log in again with docker login.',
  });
}
