import { PluginError } from '../errors/index.js';
// Not from the index: with it comes zod, whose loading every Nx command would wait for.
import { nearestName } from '../plan/nearest-name.js';

/** The plugin's options in nx.json. */
export interface PluginOptions {
  /** What the target is called. */
  readonly targetName?: string | undefined;
  /** For all services; without it the executor's own default holds. */
  readonly platforms?: readonly string[] | undefined;
  /** Where images go: registry and path, `ghcr.io/acme`. The project's name follows. */
  readonly registry?: string | undefined;
  /** Tags below `registry`, `latest` if there are none; with a `/`, whole names. Tokens stay until the task runs. */
  readonly tags?: readonly string[] | undefined;
}

/** The options with the name that is there in any case. */
export type NamedOptions = PluginOptions & { readonly targetName: string };

/** The target that a project with a Dockerfile gets, unless nx.json names it otherwise. */
export const TARGET_NAME = 'docker-multiarch';

const HINT = 'Correct "options" of the plugin nx-docker-multiarch in nx.json.';

const RULES: Readonly<
  Record<keyof PluginOptions, { readonly isRight: (value: unknown) => boolean; readonly what: string }>
> = {
  targetName: { isRight: matches(/^[^\s:]+$/), what: 'must be the name of a target, without blanks and ":"' },
  platforms: { isRight: isListOf(/\S/), what: 'must be a list of platforms, like ["linux/amd64"]' },
  registry: {
    isRight: matches(/^[^\s/@]+(?::\d+)?(?:\/[^\s/:@]+)*$/),
    what: 'must be a registry and a path, like "ghcr.io/acme"',
  },
  tags: { isRight: isListOf(/\S/), what: 'must be a list of tags, like ["latest"]' },
};

/**
 * The options as they are used, with every default. Errors: `OPTIONS_INVALID`, with all problems at once; Nx shows no
 * hint, so that the message ends with what to do.
 */
export function readPluginOptions(raw: unknown = {}): NamedOptions {
  const problems = findOptionProblems(raw);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  - ${problem}`).join('\n');
    const message = `Reading the plugin's options in nx.json:\n${lines}\n${HINT}`;
    throw new PluginError('OPTIONS_INVALID', message, { hint: HINT });
  }
  const { targetName = TARGET_NAME, ...options } = raw as PluginOptions;
  return { targetName, ...options };
}

/** All that is wrong with options of the plugin, each as a sentence without a full stop. */
export function findOptionProblems(raw: unknown): readonly string[] {
  if (!isObject(raw)) return ['options must be an object'];
  const given = Object.entries(raw).filter(([, value]) => value !== undefined);
  const shapes = given.flatMap(([name, value]) => {
    if (!isOption(name)) return [unknownOption(name)];
    return RULES[name].isRight(value) ? [] : [`${name} ${RULES[name].what}`];
  });
  if (shapes.length > 0) return shapes;
  const { registry, tags = [] } = raw as PluginOptions;
  return tags
    .filter((tag) => registry === undefined && !tag.includes('/'))
    .map(
      (tag) =>
        `tags: "${tag}" is a tag alone, and there is no registry; write ghcr.io/acme/{projectName}:${tag}`,
    );
}

function unknownOption(name: string): string {
  const nearest = nearestName(name, Object.keys(RULES));
  return `there is no option ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function isOption(name: string): name is keyof PluginOptions {
  return Object.hasOwn(RULES, name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

function isListOf(pattern: RegExp): (value: unknown) => boolean {
  const isEach = matches(pattern);
  return (value) => Array.isArray(value) && value.length > 0 && value.every(isEach);
}
