/** Attributes with lower-case keys, or what is wrong with the text: the rest of a sentence. */
export type Attributes = { readonly values: Readonly<Record<string, string>> } | { readonly wrong: string };

/** Reads `key=value,key=value`. What is wrong is told without the text, which can hold a secret. */
export function parseAttributes(text: string): Attributes {
  const values = new Map<string, string>();
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    if (equals < 1) return { wrong: 'one of its parts, cut at the commas, is not key=value' };
    const key = part.slice(0, equals).trim().toLowerCase();
    if (values.has(key))
      return { wrong: `has ${JSON.stringify(key)} twice (one text, or one flag, is one entry)` };
    values.set(key, part.slice(equals + 1).trim());
  }
  return { values: Object.fromEntries(values) };
}
