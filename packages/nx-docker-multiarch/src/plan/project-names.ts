import { digestHex, digestOf } from '@nx-docker-multiarch/oci/model';

const MAX_TAG_CHARACTERS = 128;

/** Any text as a repository's path: `@acme/Web` is `acme/web` (grammar of the distribution project). */
export function toRepository(text: string): string {
  const components = text
    .toLowerCase()
    .split('/')
    .map((component) =>
      trimSeparators(component.replace(/[^a-z0-9._-]+/g, '-').replace(/[._-]+/g, oneSeparator)),
    )
    .filter((component) => component !== '');
  return components.join('/') || standIn(text);
}

/** Any text as a tag, or as a part of one: `feature/login` is `feature-login` (distribution-spec §Pull). */
export function toTag(text: string): string {
  const tag = text.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  return tag.slice(0, MAX_TAG_CHARACTERS).replace(/-+$/, '') || standIn(text);
}

/** A project's name as one component of a path on any disc: `@acme/Web` is `acme-web`. */
export function toFileName(projectName: string): string {
  return toTag(projectName.toLowerCase());
}

function oneSeparator(run: string): string {
  return run === '.' || run === '__' || run === '_' ? run : '-';
}

function trimSeparators(component: string): string {
  return component.replace(/^[._-]+|[._-]+$/g, '');
}

/** Two names of which no letter can be kept still get different names. */
function standIn(text: string): string {
  return digestHex(digestOf(text)).slice(0, 12);
}
