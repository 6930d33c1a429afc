import type { OptionName } from '../../plan/index.js';

/**
 * `blocks`: without it the target would be another one, so that it stays as it is. `lost`: it is left out. `look`: it is
 * carried over, and means something else in some cases.
 */
export type Weight = 'blocks' | 'lost' | 'look';

/** What somebody has to know of one old value. */
export interface Finding {
  /** The old option, `metadata.tags` for one within another. */
  readonly option: string;
  /** The old value as it can be shown: never a secret. */
  readonly value: string;
  readonly weight: Weight;
  /** A sentence. */
  readonly why: string;
  /** What to do, a sentence. */
  readonly todo: string;
}

type NewValue = string | boolean | readonly string[] | Readonly<Record<string, string>>;

/** Options of ours, as far as something is written for them. */
export type NewOptions = Readonly<Partial<Record<OptionName, NewValue>>>;

/** What became of one old value, or of several. */
export interface Converted {
  readonly options: NewOptions;
  readonly findings: readonly Finding[];
}

export const NOTHING: Converted = { options: {}, findings: [] };

export function written(options: NewOptions): Converted {
  return { options, findings: [] };
}

export function found(...findings: readonly Finding[]): Converted {
  return { options: {}, findings };
}

/** All of them as one: lists follow one another, maps are joined, a flag is on if one says so, and of other values the last counts. */
export function joinConverted(all: readonly Converted[]): Converted {
  const options = new Map<string, NewValue>();
  for (const [name, value] of all.flatMap((converted) => Object.entries(converted.options))) {
    const before = options.get(name);
    options.set(name, before === undefined ? value : joinValues(before, value));
  }
  return { options: Object.fromEntries(options), findings: all.flatMap(({ findings }) => findings) };
}

function joinValues(before: NewValue, value: NewValue): NewValue {
  if (isList(before) && isList(value)) return [...before, ...value];
  if (isMap(before) && isMap(value)) return { ...before, ...value };
  // Docker pushes what an output says, whatever the option beside it: "push" and "load" only add outputs.
  if (typeof before === 'boolean' && typeof value === 'boolean') return before || value;
  return value;
}

function isList(value: NewValue): value is readonly string[] {
  return Array.isArray(value);
}

function isMap(value: NewValue): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && !Array.isArray(value);
}
