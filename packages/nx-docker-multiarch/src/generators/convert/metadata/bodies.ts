import { withoutExpressions } from './expressions.js';

type Attributes = Readonly<Record<string, string>>;

/** What a rule makes a tag of, between its prefix and its suffix. */
export type Body =
  | { readonly always: string; readonly look?: { readonly why: string; readonly todo: string } }
  /** Given in some pipelines alone: continues "nx-container gives it …"; the body as somebody writes it there. */
  | { readonly when: string; readonly there: string; readonly isRelease?: boolean }
  | { readonly wrong: string };

const IN_RELEASES = 'in pipelines of a Git tag alone';

const BRANCH = {
  why: 'nx-container leaves it out where no branch is built. In a pull request ours is the branch to be merged, which a fork may call main; in the pipeline of a Git tag we say that there is none and stop.',
  todo: 'Run it with --tags=… there, and push nothing from pull requests of forks.',
};
const VERSION = {
  why: 'nx-container takes a leading "v" off, leaves out what is no version, and adds latest to a release.',
  todo: 'Let the variable hold a version without "v", and add <image>:latest if it is wanted.',
};

/** By the rule's type. */
const BODIES: Readonly<Record<string, (attributes: Attributes) => Body>> = {
  raw: ({ value = '' }) => always(value),
  sha: ({ format }) => ({ always: format === 'long' ? '{sha}' : '{shortSha}' }),
  ref: ({ event }) => refBody(event),
  schedule: ({ pattern = 'nightly' }) => ({
    when: 'in scheduled pipelines alone',
    there: withoutExpressions(pattern) ?? pattern,
  }),
  edge: ({ branch }) => ({
    when: `in pipelines of ${branch ? `the branch ${branch}` : 'the default branch'} alone`,
    there: 'edge',
  }),
  semver: versionBody,
  pep440: versionBody,
  match: () => ({ when: IN_RELEASES, there: '<what matches>', isRelease: true }),
};

export function bodyOf(type: string, attributes: Attributes): Body {
  const body = Object.hasOwn(BODIES, type) ? BODIES[type] : undefined;
  return body === undefined ? { wrong: `There is no type ${type}.` } : body(attributes);
}

function always(value: string): Body {
  const filled = withoutExpressions(value);
  if (filled === undefined) return { wrong: 'There is no token for an expression in it.' };
  return filled.includes('{branch}') ? { always: filled, look: BRANCH } : { always: filled };
}

function refBody(event: string | undefined): Body {
  if (event === 'branch') return { always: '{branch}', look: BRANCH };
  if (event === 'tag') return { when: IN_RELEASES, there: '<Git tag>', isRelease: true };
  if (event === 'pr') return { when: 'for pull requests alone', there: '<number>' };
  return { wrong: 'Its event is none of branch, tag and pr.' };
}

function versionBody({ pattern = '', value = '' }: Attributes): Body {
  const isWhole = /^\{\{\s*(?:version|raw)\s*\}\}$/.test(pattern);
  if (value === '') {
    const there = pattern
      .replace(/\{\{\s*(?:version|raw)\s*\}\}/g, '{version}')
      .replace(/\{\{\s*(\w+)\s*\}\}/g, '<$1>');
    return { when: IN_RELEASES, there, isRelease: true };
  }
  const filled = withoutExpressions(value);
  if (!isWhole || filled === undefined) return { wrong: 'There is no token for a part of a version.' };
  return { always: filled, look: VERSION };
}
