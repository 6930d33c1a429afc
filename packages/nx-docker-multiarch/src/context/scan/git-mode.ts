/** The mode that git would keep: 0755 for a file that its owner may execute, 0644 for any other. */
export function gitMode(mode: number): number {
  return (mode & 0o100) === 0 ? 0o644 : 0o755;
}
