import type { BuildOptions } from './options/build-options.js';
import type { Fact, PlanFacts } from './plan-facts.js';
import type { Texts } from './texts.js';
import { usedTokens, type TokenName } from './tokens.js';

const PREFIX = 'org.opencontainers.image';
const OWN_TOKENS: readonly TokenName[] = ['version', 'sha', 'commitTime'];

/**
 * The labels that an image gets by itself (image-spec, Annotations §Pre-Defined Annotation Keys), each where its value
 * is known. The templates of what changes with the commit are there even if it is not, so that a machine without git
 * finds what one with git has built.
 */
export function defaultLabels({ projectName, version, sha, commitTime, env }: PlanFacts): Texts {
  const stable = known({ title: { value: projectName }, version });
  return {
    values: { ...stable, ...known({ revision: sha, created: commitTime, source: sourceAddress(env) }) },
    templates: {
      ...stable,
      [`${PREFIX}.revision`]: '{sha}',
      [`${PREFIX}.created`]: '{commitTime}',
      [`${PREFIX}.source`]: '{source}',
    },
  };
}

/** Whether the options, of any shape, leave the default labels on. */
export function hasDefaultLabels(rawOptions: unknown): boolean {
  return (rawOptions as Pick<BuildOptions, 'ociLabels'> | undefined)?.ociLabels !== false;
}

/** The tokens that a plan of the options fills in, so that nothing is asked for that no one needs. Takes options of any shape. */
export function wantedTokens(rawOptions: unknown): ReadonlySet<TokenName> {
  const own = hasDefaultLabels(rawOptions) ? OWN_TOKENS : [];
  return new Set([...usedTokens(rawOptions), ...own]);
}

function known(facts: Readonly<Record<string, Fact | undefined>>): Record<string, string> {
  const entries = Object.entries(facts).flatMap(([name, fact]) =>
    fact !== undefined && 'value' in fact ? [[`${PREFIX}.${name}`, fact.value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The repository's page, as GitHub Actions or GitLab CI name it. */
function sourceAddress(env: PlanFacts['env']): Fact | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, CI_PROJECT_URL: project } = env;
  const address = server && repository ? `${server}/${repository}` : project;
  return address ? { value: address } : undefined;
}
