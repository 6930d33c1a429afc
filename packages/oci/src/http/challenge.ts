/** One way of authorization that a server asks for (RFC 9110 §11.6.1). */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Keys are lower case. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
const PARAMETER = new RegExp(`^\\s*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+))\\s*`);
const SCHEME = new RegExp(`^\\s*(${TOKEN})(?=\\s|,|$)(?!\\s*=)\\s*`);
const SEPARATOR = /^[\s,]*,/;

/** The challenges of a `WWW-Authenticate` header, in their order. What cannot be read ends the list. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let rest = header;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found) rest = rest.slice(found[0].length);
    return found;
  };
  for (;;) {
    const parameter = challenges.length > 0 ? take(PARAMETER) : null;
    const scheme = parameter ? null : take(SCHEME);
    if (parameter) {
      const [, name = '', quoted, plain = ''] = parameter;
      challenges.at(-1)!.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    } else if (scheme?.[1]) {
      challenges.push({ scheme: scheme[1].toLowerCase(), parameters: {} });
      continue;
    }
    if (!take(SEPARATOR)) return challenges;
  }
}
