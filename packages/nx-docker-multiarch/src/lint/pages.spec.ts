import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { RULES, SILENCE_RULE } from './rules/all-rules.js';
import { findingsOf } from './sample-lint-facts.js';

const DOCS = join(__dirname, '../../../../docs');
const FACTS = {
  context: { holds: (path: string) => path === 'node_modules', folders: [] },
  images: new Map([['acme/single:1', [parsePlatform('linux/amd64')]]]),
};

const read = (page: string): string => readFileSync(join(DOCS, page), 'utf8');

describe.each([...RULES.keys(), SILENCE_RULE])('the page on %s', (rule) => {
  it('is there, and in the list of all', () => {
    expect(read(`lint/${rule}.md`)).toMatch(new RegExp(`^# \`${rule}\`\n`));
    expect(read('lint.md')).toContain(`(lint/${rule}.md)`);
  });

  it('has a Dockerfile in which it finds just that, and others in which it finds nothing', () => {
    const blocks = [...read(`lint/${rule}.md`).matchAll(/```dockerfile\n([^]*?)```/g)];
    const found = blocks.map(([, text = '']) => [...new Set(findingsOf(text, FACTS).map((one) => one.rule))]);
    expect(found[0]).toEqual([rule]);
    expect(found.slice(1)).toEqual(rule === SILENCE_RULE ? [[]] : [[], []]);
  });
});
