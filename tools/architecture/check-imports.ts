import type { FolderRule, PackageRules } from './dependency-tables.js';
import { importsOf, type Import, type SourceFiles } from './imports.js';

const SCOPE = '@nx-docker-multiarch/';
const OCI = `${SCOPE}oci`;

/** A place in a package: below which folder of `src` a file is. A file directly in `src` is a folder of its own. */
interface Place {
  readonly rules: PackageRules;
  readonly folder: string;
  /** The path below the folder. */
  readonly rest: string;
}

/** Every breach of the dependency tables, as `file:line imports "x": rule`; none if all is well. */
export function checkImports(files: SourceFiles, packages: readonly PackageRules[]): readonly string[] {
  return [...files].flatMap(([file, text]) => {
    const from = placeOf(file, packages);
    if (from === undefined) return [];
    return importsOf(file, text).flatMap((found) => {
      const rule = brokenRule(found, from, packages);
      return rule === undefined ? [] : [`${found.file}:${found.line} imports "${found.specifier}": ${rule}`];
    });
  });
}

/** Folders without a row and rows without a folder, one line each; none if they fit. */
export function checkFolders(files: SourceFiles, packages: readonly PackageRules[]): readonly string[] {
  const places = [...files.keys()].flatMap((file) => placeOf(file, packages) ?? []);
  return packages.flatMap((rules) => {
    const here = places.filter((place) => place.rules === rules);
    const folders = new Set(here.map(({ folder }) => folder));
    const rowless = [...folders].filter((folder) => !rules.folders.has(folder));
    return [
      ...rowless.map((folder) => `${rules.root}/src/${folder} has no row in the dependency table`),
      ...[...rules.folders].flatMap(([folder, rule]) => {
        if (!folders.has(folder)) return [`${rules.root}: the row of "${folder}" has no folder`];
        return checkSiblings(rules, folder, rule, here);
      }),
    ];
  });
}

function checkSiblings(
  rules: PackageRules,
  folder: string,
  rule: FolderRule,
  places: readonly Place[],
): string[] {
  if (rule.siblings.length === 0) return [];
  const rests = places.filter((place) => place.folder === folder).map(({ rest }) => rest);
  const subfolders = new Set(rests.flatMap((rest) => (rest.includes('/') ? [rest.split('/')[0] ?? ''] : [])));
  return [
    ...rule.siblings
      .filter((name) => !rests.some((rest) => siblingOf(rest, [name]) !== undefined))
      .map((name) => `${rules.root}: "${name}", a sibling in "${folder}", has no file`),
    ...[...subfolders]
      .filter((name) => !rule.siblings.includes(name))
      .map((name) => `${rules.root}/src/${folder}/${name} is not named as a sibling in the dependency table`),
  ];
}

function brokenRule(found: Import, from: Place, packages: readonly PackageRules[]): string | undefined {
  if (found.specifier.startsWith(SCOPE)) return brokenPackageRule(found, from);
  if (found.target === undefined) return undefined;
  const to = placeOf(found.target, packages);
  if (to?.rules !== from.rules) return 'it leads out of its package';
  if (isSpec(found.file)) return undefined;
  const rule = from.rules.folders.get(from.folder);
  if (to.folder !== from.folder) {
    return rule?.own.has(to.folder) ? undefined : `"${from.folder}" may not import "${to.folder}"`;
  }
  const [a, b] = [from, to].map(({ rest }) => siblingOf(rest, rule?.siblings ?? []));
  if (a === undefined || b === undefined || a === b) return undefined;
  return `"${a}" and "${b}" are siblings in "${from.folder}" and may not import each other`;
}

function brokenPackageRule({ file, specifier }: Import, from: Place): string | undefined {
  const subpath = specifier.startsWith(`${OCI}/`) ? specifier.slice(OCI.length + 1) : undefined;
  if (subpath === undefined || from.rules.root === 'packages/oci')
    return 'no package is imported like that here';
  if (isSpec(file) || from.rules.folders.get(from.folder)?.oci.has(subpath)) return undefined;
  return `"${from.folder}" may not import "${subpath}" of oci`;
}

function placeOf(file: string, packages: readonly PackageRules[]): Place | undefined {
  const rules = packages.find(({ root }) => file.startsWith(`${root}/src/`));
  if (rules === undefined) return undefined;
  const [first = '', ...rest] = file.slice(`${rules.root}/src/`.length).split('/');
  return { rules, folder: rest.length === 0 ? stem(first) : first, rest: rest.join('/') };
}

function siblingOf(rest: string, siblings: readonly string[]): string | undefined {
  return siblings.find((name) => rest.startsWith(name) && /^[./-]/.test(rest.slice(name.length)));
}

function stem(name: string): string {
  return name.split('.')[0] ?? name;
}

function isSpec(file: string): boolean {
  return file.endsWith('.spec.ts');
}
