import { splitList, listEntries } from './option-lists.js';
import type { OptionsRead } from './read-options.js';
import type { PlanFacts } from './plan-facts.js';
import type { Report } from './problems.js';
import { toRepository } from './project-names.js';

/** Notes what is missing beside another option, and which options exclude each other. */
export function checkExclusions({ options, misshapen }: OptionsRead, facts: PlanFacts, report: Report): void {
  const { push, tags, cache, cacheFrom } = options;
  if (push && !misshapen.has('tags') && splitList(tags).length === 0) {
    const example = `--tags=ghcr.io/acme/${toRepository(facts.projectName).split('/').at(-1)}:1.0.0`;
    report({
      option: 'push',
      what: 'there is no tag to push to',
      wayOut: `Add one, like ${example}, or several with commas between them.`,
    });
  }
  if (cache === false && listEntries(cacheFrom).length > 0) {
    report({
      option: 'cacheFrom',
      what: 'it excludes "cache": false (--no-cache), with which no earlier result is used',
      wayOut: 'Take one of the two out.',
    });
  }
}
