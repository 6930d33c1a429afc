/** What is made the first time that somebody asks for a key, and given to all who ask later; a promise even if it fails. */
export type Once<T> = (key: string, make: () => T) => T;

/** A memory of that kind, still empty. */
export function createOnce<T>(): Once<T> {
  const made = new Map<string, { readonly value: T }>();
  return (key, make) => {
    const known = made.get(key) ?? { value: make() };
    made.set(key, known);
    return known.value;
  };
}
