import type { Dockerfile } from './dockerfile.js';

/** The build argument by which BuildKit lets a user name the frontend. */
export const BUILDKIT_SYNTAX = 'BUILDKIT_SYNTAX';

/** What reads a Dockerfile instead of the builder itself. */
export interface Frontend {
  /** The image's name, as written. */
  readonly name: string;
  /** Whether it is Docker's own, in whatever version: then the Dockerfile means what is said here. */
  readonly isDockers: boolean;
  /** Whether it knows named contexts: Docker's own does from 1.4 on. */
  readonly hasContexts: boolean;
  /** Of the directive; 1 without one. */
  readonly line: number;
}

const DOCKERS = /^(?:docker\.io\/)?docker\/dockerfile:1(?:\.(\d+))?(?:\.\d+)*(?:@\S+)?$/;

/** The frontend that the build argument, where it is given, or the Dockerfile's directive asks for. */
export function findFrontend(
  { directives }: Pick<Dockerfile, 'directives'>,
  buildArg: string | undefined,
): Frontend | undefined {
  const directive = directives.find(({ name }) => name === 'syntax');
  // BuildKit takes the first word, and leaves the rest to the frontend.
  const [name = ''] = (buildArg ?? directive?.value ?? '').split(/\s+/);
  if (name === '') return undefined;
  const [match, minor] = DOCKERS.exec(name) ?? [];
  const isDockers = match !== undefined;
  const hasContexts = isDockers && Number(minor ?? Infinity) >= 4;
  return { name, isDockers, hasContexts, line: directive?.line ?? 1 };
}

/** The frontend if it is one that could mean anything. */
export function findOtherFrontend(
  dockerfile: Pick<Dockerfile, 'directives'>,
  buildArg: string | undefined,
): Frontend | undefined {
  const frontend = findFrontend(dockerfile, buildArg);
  return frontend?.isDockers === false ? frontend : undefined;
}
