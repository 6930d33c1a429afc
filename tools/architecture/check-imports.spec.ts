import { checkFolders, checkImports } from './check-imports.js';
import { parseDependencyTables } from './dependency-tables.js';
import { findCycles } from './find-cycles.js';

const rules = parseDependencyTables(`
### In \`packages/oci\`

| folder | may import | siblings |
| --- | --- | --- |
| \`errors\` | – | |
| \`model\` | \`errors\` | |
| \`store\` | \`model\`, \`errors\` | \`memory\`, \`remote\` |
| \`testing\` | \`store\` | |

### In \`packages/nx-docker-multiarch\`

| folder | may import | of oci |
| --- | --- | --- |
| \`plan\` | – | \`errors\`, \`model\` |
| \`pipeline\` | \`plan\` | \`store\` |

### Elsewhere

| folder | may import |
| --- | --- |
| \`ignored\` | – |
`);

const OCI = 'packages/oci/src';
const PLUGIN = 'packages/nx-docker-multiarch/src';

/** Files that break nothing, and one more. */
function withFile(file: string, text: string): Map<string, string> {
  return new Map([
    [`${OCI}/errors/index.ts`, ''],
    [`${OCI}/model/index.ts`, `import type { A } from '../errors/index.js';`],
    [`${OCI}/store/memory.ts`, `import { B } from '../model/index.js';`],
    [`${OCI}/store/remote/remote.ts`, ''],
    [`${OCI}/testing/index.ts`, `export * from '../store/memory.js';`],
    [`${PLUGIN}/plan/index.ts`, `import { C } from '@nx-docker-multiarch/oci/model';`],
    [`${PLUGIN}/pipeline/index.ts`, `import { D } from '../plan/index.js';\nimport { z } from 'zod';`],
    [file, text],
  ]);
}

describe('checkImports', () => {
  it('accepts what the tables allow, and everything of the own package in a spec', () => {
    const spec = `import { x } from '../testing/index.js';`;
    expect(checkImports(withFile(`${OCI}/model/a.spec.ts`, spec), rules)).toEqual([]);
  });

  it.each([
    [
      'a value of a folder above',
      `${OCI}/model/a.ts`,
      `import { x } from '../store/memory.js';`,
      '"model" may not import "store"',
    ],
    [
      'a type of a folder above',
      `${OCI}/errors/a.ts`,
      `import type { X } from '../model/index.js';`,
      '"errors" may not import "model"',
    ],
    [
      'an inline type',
      `${OCI}/errors/a.ts`,
      `type X = import('../model/index.js').X;`,
      '"errors" may not import "model"',
    ],
    [
      'a lazy import',
      `${OCI}/errors/a.ts`,
      `void import('../model/index.js');`,
      '"errors" may not import "model"',
    ],
    [
      'an export',
      `${OCI}/errors/a.ts`,
      `export * from '../model/index.js';`,
      '"errors" may not import "model"',
    ],
    [
      'a sibling',
      `${OCI}/store/memory-blobs.ts`,
      `import { x } from './remote/remote.js';`,
      '"memory" and "remote" are siblings',
    ],
    [
      'a subpath of oci',
      `${PLUGIN}/plan/a.ts`,
      `import { x } from '@nx-docker-multiarch/oci/store';`,
      '"plan" may not import "store" of oci',
    ],
    [
      'oci as a whole',
      `${PLUGIN}/plan/a.ts`,
      `import { x } from '@nx-docker-multiarch/oci';`,
      'no package is imported like that here',
    ],
    [
      'a file of another package, even in a spec',
      `${PLUGIN}/plan/a.spec.ts`,
      `import { x } from '../../../oci/src/model/index.js';`,
      'it leads out of its package',
    ],
  ])('refuses %s', (_what, file, text, rule) => {
    expect(checkImports(withFile(file, `// first line\n${text}`), rules)).toEqual([
      expect.stringMatching(new RegExp(`^${file}:2 imports ".+": .*${rule}`)),
    ]);
  });
});

describe('checkFolders', () => {
  it('accepts exactly the folders and siblings of the tables', () => {
    expect(checkFolders(withFile(`${OCI}/store/memory/blobs.ts`, ''), rules)).toEqual([]);
  });

  it.each([
    ['a folder without a row', 'packages/oci/src/cache/a.ts', 'packages/oci/src/cache has no row'],
    ['a file beside the folders', 'packages/oci/src/cache.ts', 'packages/oci/src/cache has no row'],
    ['a part that no row names as a sibling', `${OCI}/store/layout/a.ts`, 'is not named as a sibling'],
  ])('refuses %s', (_what, file, problem) => {
    expect(checkFolders(withFile(file, ''), rules)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['a row without a folder', `${PLUGIN}/plan/index.ts`, 'the row of "plan" has no folder'],
    [
      'a sibling without a file',
      `${OCI}/store/remote/remote.ts`,
      '"remote", a sibling in "store", has no file',
    ],
  ])('refuses %s', (_what, removed, problem) => {
    const files = withFile('README.md', '');
    files.delete(removed);
    expect(checkFolders(files, rules)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('findCycles', () => {
  it('finds none where imports only meet again', () => {
    const files = new Map([
      ['a.ts', `import './b.js'; import './c.js';`],
      ['b.ts', `import './d.js';`],
      ['c.ts', `import './d.js'; import 'elsewhere';`],
      ['d.ts', ''],
    ]);
    expect(findCycles(files)).toEqual([]);
  });

  it('names the way round, through types too', () => {
    const files = new Map([
      ['a.ts', `import './b.js';`],
      ['b.ts', `import type { C } from './c/c.js';`],
      ['c/c.ts', `export { b } from '../b.js';`],
      ['d.ts', `import './d.js';`],
    ]);
    expect(findCycles(files)).toEqual(['b.ts → c/c.ts → b.ts', 'd.ts → d.ts']);
  });
});
