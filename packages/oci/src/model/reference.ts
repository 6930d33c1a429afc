import { OciError } from '../errors/index.js';
import { parseDigest, type Digest } from './digest.js';

/** A whole name: where an image is, and which one. Docker Hub's short names are written out. */
export interface Reference {
  /** Host and optional port, `docker.io` for Docker Hub. */
  readonly registry: string;
  /** The path below the registry: `library/busybox`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const MAX_NAME_CHARACTERS = 255;

/** Docker Hub, as references spell it. */
export const DOCKER_HUB = 'docker.io';
const HUB_HOSTS = new Set(['index.docker.io', 'registry-1.docker.io']);

/**
 * Reads `[registry/]repository[:tag][@digest]` (distribution-spec §Pull; grammar of the distribution project).
 * Without a registry it is Docker Hub's, and a single component there is below `library/`.
 * Errors: `REFERENCE_INVALID`, `DIGEST_INVALID`.
 */
export function parseReference(text: string): Reference {
  const [named = '', digestText, ...more] = text.split('@');
  if (more.length > 0) throw invalid(text, 'more than one "@"');
  const digest = digestText === undefined ? undefined : parseDigest(digestText);
  const { name, tag } = splitTag(named);
  if (tag !== undefined && !isTag(tag))
    throw invalid(text, `tag ${JSON.stringify(tag)} is not 1 to 128 letters, digits, "_", "." or "-"`);
  const { registry, repository } = splitRegistry(name);
  checkName(text, registry, repository);
  return { registry, repository, ...(tag !== undefined && { tag }), ...(digest && { digest }) };
}

/** The exact inverse of `parseReference`, with the registry always written out. */
export function formatReference({ registry, repository, tag, digest }: Reference): string {
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** `registry/repository`: the place, without which of its images. */
export function formatRepository({ registry, repository }: Reference): string {
  return `${registry}/${repository}`;
}

/** Whether this can be a tag. */
export function isTag(value: unknown): value is string {
  return typeof value === 'string' && TAG.test(value);
}

function splitTag(named: string): { name: string; tag?: string } {
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0 ? { name: named } : { name: named.slice(0, colon), tag: named.slice(colon + 1) };
}

function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())) {
    const registry = HUB_HOSTS.has(first) ? DOCKER_HUB : first;
    return { registry, repository: belowLibrary(registry, name.slice(slash + 1)) };
  }
  return { registry: DOCKER_HUB, repository: belowLibrary(DOCKER_HUB, name) };
}

function belowLibrary(registry: string, repository: string): string {
  return registry === DOCKER_HUB && repository !== '' && !repository.includes('/')
    ? `library/${repository}`
    : repository;
}

function checkName(text: string, registry: string, repository: string): void {
  if (!REGISTRY.test(registry) || !URL.canParse(`https://${registry}`))
    throw invalid(text, `${JSON.stringify(registry)} is not a registry's host`);
  if (!REPOSITORY.test(repository)) {
    const upper = repository !== repository.toLowerCase();
    throw invalid(
      text,
      `${JSON.stringify(repository)} is not a repository${upper ? ': it must be lower case' : ''}`,
    );
  }
  if (registry.length + 1 + repository.length > MAX_NAME_CHARACTERS) {
    throw invalid(text, `the name is longer than ${MAX_NAME_CHARACTERS} characters`);
  }
}

function invalid(text: string, reason: string): OciError {
  return new OciError(
    'REFERENCE_INVALID',
    `Reading reference ${JSON.stringify(text.slice(0, 300))}: ${reason}`,
    {
      hint: 'Write it like ghcr.io/acme/api:1.0.0.',
    },
  );
}
