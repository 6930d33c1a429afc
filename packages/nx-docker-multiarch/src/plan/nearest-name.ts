/** The known name that a misspelt one most likely means; `undefined` if none is near. Case, `-` and `_` don't count. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = plain(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = distanceOf(wanted, plain(candidate));
    if (distance <= limit && distance < (nearest?.distance ?? Infinity))
      nearest = { name: candidate, distance };
  }
  return (
    nearest?.name ?? [...known].find((candidate) => wanted.length > 2 && plain(candidate).startsWith(wanted))
  );
}

/** Whether two names differ in nothing but case, `-` and `_`. */
export function isSameButSpelling(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** How many letters must be put in, taken out, replaced or swapped with their neighbour. */
function distanceOf(a: string, b: string): number {
  let [older, previous]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, column) => column),
  ];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + Number(!same),
        swapped ? (older[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [older, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
