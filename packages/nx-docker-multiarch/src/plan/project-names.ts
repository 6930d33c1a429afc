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
  return toTagPart(text).slice(0, MAX_TAG_CHARACTERS).replace(/-+$/, '');
}

/** The same of any length, to be put together with more and then shortened. */
export function toTagPart(text: string): string {
  const part = text.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+|-+$/g, '');
  return part || standIn(text);
}

/** A tag of any length as one that a registry takes; two that begin alike stay two. */
export function shortenTag(tag: string): string {
  if (tag.length <= MAX_TAG_CHARACTERS) return tag;
  const suffix = `-${standIn(tag)}`;
  return `${tag.slice(0, MAX_TAG_CHARACTERS - suffix.length)}${suffix}`;
}

/** A project's name as one component of a path on any disc: `@acme/Web` is `acme-web`. */
export function toFileName(projectName: string): string {
  return toTag(projectName.toLowerCase());
}

/**
 * As `toFileName`, but no two projects share it: behind a form that is not the name itself stands the start of the
 * name's digest, for `@acme/web`, `acme-web` and `Acme-Web` would be one file.
 */
export function toOwnFileName(projectName: string): string {
  const fileName = toFileName(projectName);
  return fileName === projectName ? fileName : `${fileName}-${digestHex(digestOf(projectName)).slice(0, 8)}`;
}

function oneSeparator(run: string): string {
  return run === '.' || run === '__' || run === '_' ? run : '-';
}

function trimSeparators(component: string): string {
  return component.replace(/^[._-]+|[._-]+$/g, '');
}

/** Two names of which no letter, or not every letter, can be kept still get different names. */
function standIn(text: string): string {
  return digestHex(digestOf(text)).slice(0, 12);
}
