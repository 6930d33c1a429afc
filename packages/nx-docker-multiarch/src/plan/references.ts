import { formatReference, parseReference, type Reference } from '@nx-docker-multiarch/oci/model';
import { dockerfileSuffix } from './dockerfile-suffix.js';
import { splitList, type RawList } from './option-lists.js';
import type { PlanFacts } from './plan-facts.js';
import { reasonOf, showValue, type Report } from './problems.js';
import { toFileName, toRepository } from './project-names.js';
import { expandTokens, type Expansion } from './tokens.js';

const LIKE = 'Write it like ghcr.io/acme/api:1.0.0.';

/** Every name the tags stand for, each once, in their order. */
export function resolveReferences(raw: RawList, facts: PlanFacts, report: Report): readonly Reference[] {
  const references = splitList(raw).flatMap((template) => readTag(template, facts, report));
  return [...new Map(references.map((reference) => [formatReference(reference), reference])).values()];
}

/**
 * Fills in a reference. Each token is made fit for its place: a repository, or a tag behind the last colon. Tokens
 * that are `kept` stay.
 */
export function expandReference(
  template: string,
  facts: PlanFacts,
  kept?: (token: string) => boolean,
): Expansion {
  const named = withNameToken(withRootToken(template, facts), facts.projectName);
  const colon = named.lastIndexOf(':');
  const end = colon > named.lastIndexOf('/') ? colon : named.length;
  const repository = expandTokens(named.slice(0, end), 'repository', facts, kept);
  const tag = expandTokens(named.slice(end), 'tag', facts, kept);
  return { text: repository.text + tag.text, problems: [...repository.problems, ...tag.problems] };
}

/** The name an image has in the local Docker if it gets no other: that of `Dockerfile.worker` ends in `-worker`. */
export function localReference(
  { dockerfile = '' }: { readonly dockerfile?: string | undefined },
  { projectName }: PlanFacts,
): Reference {
  const suffix = dockerfileSuffix(dockerfile);
  const name = suffix === undefined ? projectName : `${projectName}-${suffix}`;
  return parseReference(`${toRepository(name)}:latest`);
}

function readTag(template: string, facts: PlanFacts, report: Report): readonly Reference[] {
  const { text, problems } = expandReference(template, facts);
  const shown = { option: 'tags', value: showValue(template) };
  problems.forEach((problem) => report({ ...shown, ...problem }));
  if (problems.length > 0) return [];
  const given = text === template ? '' : `, as ${showValue(text)},`;
  try {
    const reference = parseReference(text);
    if (reference.digest === undefined && reference.tag !== undefined) return [reference];
    report({ ...shown, ...notATag(reference) });
  } catch (error) {
    report({
      ...shown,
      what: given === '' ? reasonOf(error) : `filled in${given} ${reasonOf(error)}`,
      wayOut: LIKE,
    });
  }
  return [];
}

function notATag(reference: Reference): { readonly what: string; readonly wayOut: string } {
  const { registry, repository, digest } = reference;
  if (digest !== undefined) {
    return {
      what: "a digest can't be asked for, it follows from the content",
      wayOut: 'Take out everything from the "@" on.',
    };
  }
  return {
    what: `is the repository ${repository} on ${registry}, without a tag`,
    wayOut: `Write the whole name and a tag, like ${registry}/${repository}:latest or ghcr.io/acme/api:1.0.0.`,
  };
}

/** Nx puts `.` for the folder of a project at the workspace root, which is no part of any reference: a token again. */
function withRootToken(template: string, { projectRoot }: PlanFacts): string {
  return projectRoot === '.' ? template.replace(/(?<=^|[/:])\.(?=[/:]|$)/g, '{projectRoot}') : template;
}

/**
 * Nx puts the project's name itself into project.json's options: the place where it stands becomes a token again, for
 * a name such as `@acme/Web` is neither a repository nor a tag as it is.
 */
function withNameToken(template: string, projectName: string): string {
  if (projectName === toRepository(projectName) && projectName === toFileName(projectName)) return template;
  const literal = projectName.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return template.replace(new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, 'g'), '{projectName}');
}
