import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkFolders, checkImports } from './check-imports.js';
import { parseDependencyTables } from './dependency-tables.js';
import { findCycles } from './find-cycles.js';
import type { SourceFiles } from './imports.js';

const workspace = path.resolve(__dirname, '../..');

describe('the architecture of this workspace', () => {
  const rules = parseDependencyTables(readFileSync(path.join(workspace, 'ARCHITECTURE.md'), 'utf8'));
  const files = readSources(rules.map(({ root }) => root));

  it('is described for both packages', () => {
    expect(rules.map(({ root }) => root)).toEqual(['packages/oci', 'packages/nx-docker-multiarch']);
    expect(files.size).toBeGreaterThan(20);
  });

  it('has a row for every folder, and a folder for every row', () => {
    expect(checkFolders(files, rules)).toEqual([]);
  });

  it('has no import that the dependency tables do not allow', () => {
    expect(checkImports(files, rules)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(findCycles(files)).toEqual([]);
  });
});

function readSources(roots: readonly string[]): SourceFiles {
  const paths = roots.flatMap((root) =>
    readdirSync(path.join(workspace, root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.posix.join(root, 'src', name.replaceAll(path.sep, '/'))),
  );
  return new Map(paths.map((file) => [file, readFileSync(path.join(workspace, file), 'utf8')]));
}
