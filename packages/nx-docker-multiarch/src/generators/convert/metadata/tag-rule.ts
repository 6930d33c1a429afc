/** One text of `metadata.tags`: `type=sha,prefix=git-`. */
export interface TagRule {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What nx-container goes by where `metadata.tags` has nothing. */
export const DEFAULT_TAG_RULES = [
  'type=schedule',
  'type=ref,event=branch',
  'type=ref,event=tag',
  'type=ref,event=pr',
] as const;

/** A text without a key is the value; without a type it is a raw one. */
export function readTagRule(text: string): TagRule {
  const fields = text.split(',').map((field) => {
    const equals = field.indexOf('=');
    if (equals < 1) return ['value', field.trim()] as const;
    return [field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim()] as const;
  });
  const { type = 'raw', ...attributes }: Record<string, string> = Object.fromEntries(fields);
  return { type, attributes };
}
