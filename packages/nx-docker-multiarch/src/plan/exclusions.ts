import type { BuildOptions, OptionName } from './options/build-options.js';
import { splitList, listEntries } from './option-lists.js';
import type { OptionsRead } from './read-options.js';
import type { PlanFacts } from './plan-facts.js';
import type { Report } from './problems.js';
import { toRepository } from './project-names.js';

/** What only a builder can follow: with one of them, "auto" is "buildx". */
export const BUILDER_OPTIONS = [
  'provenance',
  'sbom',
  'secrets',
  'ssh',
  'cacheFrom',
  'cacheTo',
  'builder',
] as const satisfies readonly OptionName[];

/** Notes what is missing beside another option, and which options exclude each other. */
export function checkExclusions({ options, misshapen }: OptionsRead, facts: PlanFacts, report: Report): void {
  const { push, tags, cache, cacheFrom } = options;
  const hasNoTags = !misshapen.has('tags') && splitList(tags).length === 0;
  if (push && hasNoTags) {
    const example = `--tags=ghcr.io/acme/${toRepository(facts.projectName).split('/').at(-1)}:1.0.0`;
    report({
      option: 'push',
      what: 'there is no tag to push to',
      wayOut: `Add one, like ${example}, or several with commas between them.`,
    });
  }
  if (!push && hasNoTags && isInUnnamedRegistry(cache)) {
    report({
      option: 'cache.mode',
      value: '"registry"',
      what: 'there is neither a repository for it nor a tag whose repository it could be',
      wayOut: 'Add --cache.repository=ghcr.io/acme/cache, or tags.',
    });
  }
  if (options.engine === 'embedded') {
    for (const option of BUILDER_OPTIONS.filter((name) => isGiven(options[name]))) {
      report({
        option,
        what: 'it excludes "engine": "embedded": only a builder can do that',
        wayOut: 'Take one of the two out, or choose "engine": "buildx".',
      });
    }
  }
  if (cache === false && listEntries(cacheFrom).length > 0) {
    report({
      option: 'cacheFrom',
      what: 'it excludes "cache": false (--no-cache), with which no earlier result is used',
      wayOut: 'Take one of the two out.',
    });
  }
}

function isInUnnamedRegistry(cache: BuildOptions['cache']): boolean {
  return typeof cache === 'object' && cache.mode === 'registry' && !cache.repository;
}

/** Whether an option asks for something: none of its kinds of value does so if it is empty or false. */
/** Whether an option asks for anything. */
export function isGiven(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== false && value !== '';
}
