/** Major, minor, patch. */
export type Version = readonly [number, number, number];

/** The first version in a text; `undefined` without one, and for `0.0.0`, which stands in for an unknown one. */
export function findVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(text);
  if (!match) return undefined;
  const [major, minor, patch] = match.slice(1).map(Number) as [number, number, number];
  return major + minor + patch === 0 ? undefined : [major, minor, patch];
}

export function isOlder(a: Version, b: Version): boolean {
  return (a[0] - b[0] || a[1] - b[1] || a[2] - b[2]) < 0;
}
