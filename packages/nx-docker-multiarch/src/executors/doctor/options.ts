import { parseReference } from '@nx-docker-multiarch/oci/model';
import * as z from 'zod';
import { splitList } from '../../plan/option-lists.js';
import { COMMAS, IMPORTANT, list, oneOf } from '../../plan/options/shapes.js';
import { optionsInvalid, type Problem } from '../../plan/problems.js';
import { readOptionsOf } from '../../plan/read-options.js';
import { isRegistry } from '../../plan/registries.js';

/** The options of `nx-docker-multiarch:doctor`. */
export const optionsSchema = z.strictObject({
  registries: list().meta({
    ...COMMAS,
    ...IMPORTANT,
    description:
      'The registries to ask, each alone (ghcr.io) or with a repository of it (ghcr.io/acme/api), which tells more.',
    'x-default': 'those that the build targets push to',
    examples: ['ghcr.io/acme/api'],
  }),
  probe: oneOf(['read', 'write']).meta({
    ...IMPORTANT,
    description:
      'How registries are asked. "read" changes nothing. "write" also begins an upload and cancels it, mounts a blob where it is already, and writes and deletes an empty index, if anything can be deleted.',
    'x-default': 'read',
    examples: ['write'],
  }),
  format: oneOf(['text', 'json']).meta({
    ...IMPORTANT,
    description: '"text" for people; "json": one document for programs.',
    'x-default': 'text',
    examples: ['json'],
  }),
});

type DoctorOptions = z.output<typeof optionsSchema>;

/** A registry to ask, and the repository in which it is asked what it does. */
export interface AskedRegistry {
  readonly registry: string;
  readonly repository: string | undefined;
}

/** What is asked, with every default. */
export interface DoctorPlan {
  /** `undefined` for those that the targets push to. */
  readonly registries: readonly AskedRegistry[] | undefined;
  readonly write: boolean;
  readonly isJson: boolean;
}

/** The options as Nx hands them over, resolved. Errors: `OPTIONS_INVALID`, with every problem at once. */
export function resolveDoctor(rawOptions: unknown, projectName: string): DoctorPlan {
  const problems: Problem[] = [];
  const { options } = readOptionsOf<DoctorOptions>(optionsSchema.shape, rawOptions, (problem) =>
    problems.push(problem),
  );
  const registries = splitList(options.registries).flatMap((text) => {
    const asked = parseRegistry(text);
    if (asked === undefined) problems.push(notARegistry(text));
    return asked ?? [];
  });
  if (problems.length > 0) throw optionsInvalid(projectName, problems, 'asked');
  return {
    registries: registries.length > 0 ? registries : undefined,
    write: options.probe === 'write',
    isJson: options.format === 'json',
  };
}

function parseRegistry(text: string): AskedRegistry | undefined {
  if (isRegistry(text)) return { registry: text, repository: undefined };
  // A name without a host is one on Docker Hub everywhere else; here it is more likely a slip.
  const [host = '', ...path] = text.split('/');
  if (path.length === 0 || !isRegistry(host)) return undefined;
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}

function notARegistry(text: string): Problem {
  return {
    option: 'registries',
    value: JSON.stringify(text),
    what: 'is neither the host of a registry nor a repository in one',
    wayOut: 'Write it like ghcr.io or ghcr.io/acme/api, without https:// and without a tag.',
  };
}
