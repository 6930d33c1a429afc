import type { Report } from './problems.js';

/** A map as Nx hands it over: an object, `key=value`, or a list of `key=value`. */
export type RawMap =
  string | readonly string[] | Readonly<Record<string, string | number | boolean>> | undefined;

/** Which keys a map may have. */
export interface KeyRule {
  readonly pattern: RegExp;
  /** Continues "the key "x" …". */
  readonly what: string;
  readonly wayOut: string;
}

// A comma ends a pair only if another key follows, so that FOO=a,b stays whole.
const NEXT_PAIR = /[,\n](?=\s*[A-Za-z_][\w./-]*=)/;

/**
 * The pairs of a map as texts. One text may hold several pairs with commas between them; in a list each text is
 * one pair, and its commas are its own. Values are never shown: they can be secret.
 */
export function readMap(option: string, raw: RawMap, rule: KeyRule, report: Report): Record<string, string> {
  const pairs = pairsOf(raw).flatMap((pair) => {
    if (typeof pair !== 'string') return [pair];
    const equals = pair.indexOf('=');
    if (equals > 0) return [[pair.slice(0, equals).trim(), pair.slice(equals + 1)] as const];
    report({
      option,
      ...(equals < 0 && { value: JSON.stringify(pair) }),
      what: equals < 0 ? 'has no "="' : 'has nothing before its "="',
      wayOut: `Write key=value${equals < 0 && option === 'buildArgs' ? `, or ${pair}={env.${pair}} to take it from the environment` : ''}.`,
    });
    return [];
  });
  return Object.fromEntries(pairs.filter(([key]) => hasGoodKey(option, key, rule, report)));
}

function pairsOf(raw: RawMap): readonly (string | readonly [string, string])[] {
  if (raw === undefined) return [];
  if (typeof raw === 'string') return nonEmpty(raw.replace(/\n+$/, '').split(NEXT_PAIR));
  if (Array.isArray(raw)) return nonEmpty(raw);
  return Object.entries(raw).map(([key, value]) => [key, String(value)] as const);
}

function nonEmpty(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => text.trim() !== '').map((text) => text.trimStart());
}

function hasGoodKey(
  option: string,
  key: string,
  { pattern, what, wayOut }: KeyRule,
  report: Report,
): boolean {
  if (pattern.test(key)) return true;
  report({ option, what: `the key ${JSON.stringify(key)} ${what}`, wayOut });
  return false;
}
