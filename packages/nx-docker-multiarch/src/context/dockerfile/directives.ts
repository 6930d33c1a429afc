import { dockerfileInvalid } from './dockerfile-invalid.js';
import type { Directive, Escape } from './dockerfile.js';
import { trimLineEnd, type LineReader } from './physical-lines.js';
import { trimSpace } from './white-space.js';

const NAMES = ['syntax', 'escape', 'check'] as const;

/**
 * Reads the parser directives at the top of a file, up to the first line that is none.
 * Errors: `DOCKERFILE_INVALID` for one that is there twice, or an `escape` that is neither `\` nor a backtick.
 */
export function readDirectives(reader: LineReader): {
  readonly directives: readonly Directive[];
  readonly escape: Escape;
} {
  const directives: Directive[] = [];
  // BuildKit looks for directives below a line by which a shell would run the file.
  if (reader.lines[reader.read]?.startsWith('#!')) reader.read++;
  let escape: Escape = '\\';
  for (;;) {
    const directive = parseDirective(reader.lines[reader.read] ?? '', reader.read + 1);
    if (!directive) return { directives, escape };
    if (directives.some(({ name }) => name === directive.name))
      throw dockerfileInvalid(
        { name: reader.name, line: directive.line },
        `there is a second directive "${directive.name}"`,
        'Remove one of the two.',
      );
    if (directive.name === 'escape') escape = readEscape(directive, reader.name);
    directives.push(directive);
    reader.read++;
  }
}

function parseDirective(line: string, number: number): Directive | undefined {
  const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=(.*)$/.exec(trimSpace(trimLineEnd(line)));
  const name = NAMES.find((known) => known === match?.[1]?.toLowerCase());
  const value = trimSpace(match?.[2] ?? '');
  return name && value !== '' ? { name, value, line: number } : undefined;
}

function readEscape({ value, line }: Directive, name: string): Escape {
  if (value === '\\' || value === '`') return value;
  throw dockerfileInvalid(
    { name, line },
    `the directive "escape" is ${JSON.stringify(value)}`,
    'Write # escape=\\ or # escape=`.',
  );
}
