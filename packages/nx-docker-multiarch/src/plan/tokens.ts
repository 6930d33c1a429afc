import { isSameButSpelling, nearestName } from './nearest-name.js';
import type { Fact, PlanFacts } from './plan-facts.js';
import { toRepository, toTag } from './project-names.js';

/** Every token but `{env.NAME}`, and what it stands for. */
export const TOKENS = {
  projectName: "the project's name in Nx",
  unscopedName: 'the same without the scope: "web" of "@acme/web"',
  projectRoot: "the project's folder, relative to the workspace root",
  version: 'the "version" of the project\'s package.json, else of the one in the workspace root',
  sha: 'the whole id of the commit that is checked out',
  shortSha: 'its first 7 digits',
  commitTime: 'when that commit was made, in UTC: YYYY-MM-DDThh:mm:ssZ',
  branch: 'the branch that is checked out',
  date: 'the date in UTC: YYYYMMDD',
} as const;

export type TokenName = keyof typeof TOKENS;

/** What a template is for: a value keeps what a token stands for as it is, a reference gets it made fit. */
export type TokenPlace = 'value' | 'repository' | 'tag';

/** A filled-in template, and what could not be filled in. */
export interface Expansion {
  readonly text: string;
  readonly problems: readonly { readonly what: string; readonly wayOut: string }[];
}

const TEMPLATED_OPTIONS = ['tags', 'labels', 'annotations', 'buildArgs', 'cache', 'cacheFrom', 'cacheTo'];
const ENV_PREFIX = 'env.';
const SHORT_SHA_DIGITS = 7;
const KNOWN = `Known are ${[...Object.keys(TOKENS), 'env.NAME'].map((name) => `{${name}}`).join(', ')}.`;

// JSON, `${SHELL}` and `{{ templates }}` are ordinary values: only {word} can be a token there.
const IN_VALUE = /(?<![{$])\{([A-Za-z][\w.-]*)\}(?!\})/g;
// No brace is part of a reference, so that whatever stands between braces was meant as a token.
const IN_REFERENCE = /\{([^{}]*)\}/g;

const FORMS: Record<TokenPlace, (value: string) => string> = {
  value: (value) => value,
  repository: toRepository,
  tag: toTag,
};

/** Fills in the tokens but those that are `kept`. In a value, a `{word}` that is no token stays as it is unless it is a token's name spelt otherwise. */
export function expandTokens(
  template: string,
  place: TokenPlace,
  facts: PlanFacts,
  kept: (token: string) => boolean = () => false,
): Expansion {
  const problems: { what: string; wayOut: string }[] = [];
  const text = template.replace(place === 'value' ? IN_VALUE : IN_REFERENCE, (braced, name: string) => {
    if (kept(name)) return braced;
    const fact = factOf(name, place, facts);
    if (fact === undefined) {
      const nearest = knownNameFor(name, place);
      if (place === 'value' && nearest === undefined) return braced;
      const meant = nearest === undefined ? '' : `Did you mean {${nearest}}? `;
      problems.push({ what: `there is no token ${braced}`, wayOut: `${meant}${KNOWN}` });
    } else if ('value' in fact) return fact.value;
    else problems.push({ what: `${braced} is not known: ${fact.missing}`, wayOut: fact.wayOut });
    return braced;
  });
  return { text, problems };
}

/** The tokens that the options name, so that nothing is asked for that no one needs. Takes options of any shape. */
export function usedTokens(rawOptions: unknown): ReadonlySet<TokenName> {
  const options = Object.entries(rawOptions ?? {}).filter(([name]) => TEMPLATED_OPTIONS.includes(name));
  const names = textsIn(options.map(([, value]) => value as unknown)).flatMap((text) =>
    [...text.matchAll(IN_REFERENCE)].map(([, name = '']) => name),
  );
  return new Set(names.filter(isTokenName));
}

function factOf(name: string, place: TokenPlace, facts: PlanFacts): Fact | undefined {
  if (name.startsWith(ENV_PREFIX)) return envFact(name.slice(ENV_PREFIX.length), place, facts);
  if (!isTokenName(name)) return undefined;
  // The workspace root itself has no name, so that a project there lends its own.
  const isNameless = place !== 'value' && name === 'projectRoot' && facts.projectRoot === '.';
  return namedFact(isNameless ? 'projectName' : name, place, facts);
}

function namedFact(name: TokenName, place: TokenPlace, facts: PlanFacts): Fact {
  const fact = rawFact(name, facts);
  if (!('value' in fact)) return fact;
  const value =
    place === 'tag' && (name === 'projectName' || name === 'unscopedName')
      ? fact.value.toLowerCase()
      : fact.value;
  return { value: FORMS[place](value) };
}

function rawFact(name: TokenName, facts: PlanFacts): Fact {
  if (name === 'projectName' || name === 'projectRoot') return { value: facts[name] };
  if (name === 'unscopedName') return { value: facts.projectName.replace(/^@[^/]*\//, '') };
  if (name === 'date') return { value: facts.now.toISOString().slice(0, 10).replaceAll('-', '') };
  if (name !== 'shortSha') return facts[name];
  return 'value' in facts.sha ? { value: facts.sha.value.slice(0, SHORT_SHA_DIGITS) } : facts.sha;
}

function envFact(variable: string, place: TokenPlace, { env }: PlanFacts): Fact | undefined {
  if (!/^[A-Za-z_]\w*$/.test(variable)) return undefined;
  const value = env[variable];
  if (value !== undefined) return { value: place === 'repository' ? lowerRepository(value) : value };
  return {
    missing: `the environment variable ${variable} is not set`,
    wayOut: `Set ${variable}, or take the token out.`,
  };
}

/**
 * The variables of CI systems name owners and projects as they are written, and a repository has to be lower case. A
 * variable may hold a tag as well, which keeps its letters.
 */
function lowerRepository(value: string): string {
  return value.replace(/^(?:.*\/)?[^:]*/, (repository) => repository.toLowerCase());
}

function knownNameFor(name: string, place: TokenPlace): string | undefined {
  const names = Object.keys(TOKENS);
  return place === 'value' ? names.find((known) => isSameButSpelling(known, name)) : nearestName(name, names);
}

function isTokenName(name: string): name is TokenName {
  return Object.hasOwn(TOKENS, name);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
