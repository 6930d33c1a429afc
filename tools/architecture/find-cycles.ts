import { importsOf, type SourceFiles } from './imports.js';

/** Every import cycle between files, as `a → b → a`; none if there is none. Imports of types count. */
export function findCycles(files: SourceFiles): readonly string[] {
  const targets = new Map<string, readonly string[]>();
  for (const [file, text] of files) {
    const known = importsOf(file, text).flatMap(({ target }) =>
      target !== undefined && files.has(target) ? [target] : [],
    );
    targets.set(file, known);
  }
  const cycles: string[] = [];
  const finished = new Set<string>();
  const follow = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push([...trail.slice(start), file].join(' → '));
    if (start >= 0 || finished.has(file)) return;
    for (const target of targets.get(file) ?? []) follow(target, [...trail, file]);
    finished.add(file);
  };
  for (const file of files.keys()) follow(file, []);
  return cycles;
}
