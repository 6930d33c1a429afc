import { CodedError } from '../../errors/index.js';
import { parseReference, type Platform, type Reference } from '@nx-docker-multiarch/oci/model';
import { reasonOf } from '../../plan/problems.js';
import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';
import type { Source } from './stage-plan.js';

/** The named contexts as given, by the name that BuildKit compares: short, and without the tag `latest`. */
export type ContextNames = ReadonlyMap<string, string>;

/** The named contexts, ready to be found. */
export function indexContexts(names: ReadonlySet<string>): ContextNames {
  const entries = [...names].map((name) => [comparableName(tryReference(name)) ?? name, name] as const);
  return new Map(entries);
}

/** The named context that a stage's or an image's name means, if there is one. */
export function findContext(contexts: ContextNames, name: string): string | undefined {
  // These two names always mean what BuildKit itself calls so.
  if (/^(?:scratch|context)$/i.test(name)) return undefined;
  return contexts.get(comparableName(tryReference(name)) ?? name);
}

/** The name of the named context that would stand for an image: short, and without the tag `latest`. */
export function contextNameOf(image: string): string {
  return comparableName(tryReference(image)) ?? image;
}

/** Where a name leads that is no stage's. Errors: `DOCKERFILE_INVALID` if it is no reference. */
export function resolveExternal(
  name: string,
  platform: Platform,
  contexts: ContextNames,
  place: Place,
): Source {
  if (name === 'scratch') return { kind: 'scratch' };
  const reference = tryReference(name);
  if (!(reference instanceof CodedError)) {
    const context = findContext(contexts, name);
    return context === undefined
      ? { kind: 'image', reference: name, platform }
      : { kind: 'context', name: context, platform };
  }
  throw dockerfileInvalid(
    place,
    `${show(name)} is neither a stage above nor an image: ${reasonOf(reference)}`,
    'Name a stage in lower case, or an image like alpine:3.22.',
  );
}

function tryReference(name: string): Reference | CodedError {
  try {
    return parseReference(name);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

function comparableName(reference: Reference | CodedError): string | undefined {
  if (reference instanceof CodedError) return undefined;
  const { registry, repository, tag, digest } = reference;
  const place =
    registry === 'docker.io' ? repository.replace(/^library\/(?=[^/]*$)/, '') : `${registry}/${repository}`;
  const shownTag = tag === undefined || (tag === 'latest' && digest === undefined) ? '' : `:${tag}`;
  return `${place}${shownTag}${digest === undefined ? '' : `@${digest}`}`;
}
