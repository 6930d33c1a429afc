/** What one folder below a package's `src` may import, besides itself. */
export interface FolderRule {
  readonly own: ReadonlySet<string>;
  /** Subpaths of `@nx-docker-multiarch/oci`. */
  readonly oci: ReadonlySet<string>;
  /** Parts of the folder that must not import each other: `memory` is `memory.ts`, `memory-blobs.ts` and `memory/`. */
  readonly siblings: readonly string[];
}

/** The rules of one package, by folder. */
export interface PackageRules {
  /** Its folder in the workspace: `packages/oci`. */
  readonly root: string;
  readonly folders: ReadonlyMap<string, FolderRule>;
}

const HEADING = /^#+ .*`(packages\/[a-z0-9-]+)`/;
const CODE = /`([^`]+)`/g;

/**
 * Reads the dependency tables of ARCHITECTURE.md: a table whose first column is headed `folder`, below a heading that
 * names a package's folder. Cells list names in backticks; the columns are `may import`, `of oci` and `siblings`.
 */
export function parseDependencyTables(markdown: string): readonly PackageRules[] {
  const packages = new Map<string, Map<string, FolderRule>>();
  let root: string | undefined;
  let columns: readonly string[] | undefined;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) root = HEADING.exec(line)?.[1];
    if (!line.startsWith('|')) {
      columns = undefined;
    } else if (columns === undefined) {
      columns = cellsOf(line);
    } else if (root !== undefined && columns[0] === 'folder') {
      const folders = packages.get(root) ?? new Map<string, FolderRule>();
      addRow(packages.set(root, folders).get(root) ?? folders, columns, cellsOf(line));
    }
  }
  return [...packages].map(([root, folders]) => ({ root, folders }));
}

function addRow(
  folders: Map<string, FolderRule>,
  columns: readonly string[],
  cells: readonly string[],
): void {
  const namesIn = (column: string): string[] => {
    const cell = cells[columns.indexOf(column)] ?? '';
    return [...cell.matchAll(CODE)].map(([, name = '']) => name);
  };
  const [folder] = namesIn('folder');
  // The line of dashes below the head has none.
  if (folder === undefined) return;
  folders.set(folder, {
    own: new Set(namesIn('may import')),
    oci: new Set(namesIn('of oci')),
    siblings: namesIn('siblings'),
  });
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
