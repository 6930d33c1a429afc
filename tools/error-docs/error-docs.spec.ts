import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codesOf, sectionsOf } from './error-codes.js';

const workspace = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(workspace, file), 'utf8');

describe('docs/errors.md', () => {
  const codes = ['oci', 'nx-docker-multiarch'].flatMap((name) =>
    codesOf(read(`packages/${name}/src/errors/codes.ts`)),
  );
  const sections = sectionsOf(read('docs/errors.md'));

  it('has exactly one section for each error code', () => {
    expect(codes).toContain('NOT_FOUND');
    expect(sections.map(({ code }) => code).sort()).toEqual([...codes].sort());
  });

  it('has no section for a code that nothing raises', () => {
    const source = ['oci', 'nx-docker-multiarch'].map((name) => sourceOf(`packages/${name}/src`)).join('\n');
    expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });

  it.each(sections)('says of $code why it happens, what to do and what it looks like', ({ code, text }) => {
    expect(text).toMatch(/^\*\*Usual causes\*\*/m);
    expect(text).toMatch(/^\*\*What to do\*\*/m);
    expect(text).toMatch(new RegExp(`^\`\`\`text\\n${code}: .+\\n`, 'm'));
  });
});

describe('codesOf', () => {
  it('finds the literals of a union, and nothing in comments', () => {
    expect(codesOf(`/** Not 'THIS'. */\nexport type Code =\n  | 'A_B' // 'NOR_THIS'\n  | "C";`)).toEqual([
      'A_B',
      'C',
    ]);
  });
});

describe('sectionsOf', () => {
  it('cuts at headings and takes only those that are a code', () => {
    expect(sectionsOf('# Errors\n\n## Group\n\n### `A_B`\n\none\n\n### Other\n\n### `C`\ntwo\n')).toEqual([
      { code: 'A_B', text: '\none\n\n' },
      { code: 'C', text: 'two\n' },
    ]);
  });
});

/** All of a package's source but its specs and the lists of codes themselves. */
function sourceOf(folder: string): string {
  return readdirSync(path.join(workspace, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && path.basename(name) !== 'codes.ts',
    )
    .map((name) => read(path.join(folder, name)))
    .join('\n');
}
