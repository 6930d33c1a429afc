import { nearestName } from '../../plan/nearest-name.js';
import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';

/** Which flags an instruction takes: with `true` or `false`, one text, or any number of texts. */
export type FlagKinds = Readonly<Record<string, 'bool' | 'text' | 'list'>>;

/** The flags of an instruction, by name without `--`. */
export interface Flags {
  /** Absent: not given. */
  bool(name: string): boolean | undefined;
  /** Absent: not given, or empty. */
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

/** Reads the flags of an instruction. Errors: `DOCKERFILE_INVALID`. */
export function parseFlags(keyword: string, flags: readonly string[], kinds: FlagKinds, place: Place): Flags {
  const values = new Map<string, string[]>();
  for (const flag of flags) {
    const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(flag) ?? [];
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) throw unknownFlag(keyword, name, Object.keys(kinds), place);
    if (values.has(name) && kind !== 'list')
      throw dockerfileInvalid(place, `${keyword} has the flag --${name} twice`, 'Remove one of the two.');
    const wrong = kind === 'bool' ? !/^(?:true|false)$/i.test(value ?? 'true') : value === undefined;
    if (wrong)
      throw dockerfileInvalid(
        place,
        `the flag --${name} of ${keyword} has ${value === undefined ? 'no value' : `the value ${show(value)}`}`,
        `Write --${name}=${kind === 'bool' ? 'true or --' + name + '=false' : '…, without a blank around "="'}.`,
      );
    values.set(name, [...(values.get(name) ?? []), value ?? 'true']);
  }
  return {
    bool: (name) => (values.has(name) ? values.get(name)?.[0]?.toLowerCase() === 'true' : undefined),
    text: (name) => values.get(name)?.[0] || undefined,
    list: (name) => values.get(name) ?? [],
  };
}

function unknownFlag(keyword: string, name: string, known: readonly string[], place: Place) {
  const nearest = nearestName(name, known);
  const all = known.length === 0 ? 'It takes none' : `It takes ${known.map((one) => `--${one}`).join(', ')}`;
  return dockerfileInvalid(
    place,
    `${keyword} has no flag --${name}`,
    nearest === undefined ? `${all}.` : `Did you mean --${nearest}?`,
  );
}
