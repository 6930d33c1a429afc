import { PluginError } from '../../errors/index.js';
import { cleanPath } from './clean-path.js';
import { parseGlob, type Glob } from './glob.js';
import type { IgnoreRule, IgnoreRules } from './ignore-rules.js';

const MAX_LINE_CHARACTERS = 65_535;

interface Rule {
  readonly written: IgnoreRule;
  readonly glob: Glob;
  readonly isException: boolean;
}

/** Which rules matched a path, by themselves or for the folder it is in, and what came of it. */
interface Outcome {
  readonly matched: readonly boolean[];
  readonly ignoredBy: IgnoreRule | undefined;
}

/**
 * The rules of a `.dockerignore` with this text, with the effect they have in BuildKit. The last rule that matches a path
 * counts, and what matches a folder matches what is in it, but with one trap that BuildKit has too: a rule that could
 * change nothing for a folder (`a` once it is out, `!a` while it is in) is not known to have matched it when its
 * contents come.
 * `name` is for messages. Errors: `CONTEXT_INVALID` for a pattern that is none.
 */
export function createIgnore(text: string, name: string): IgnoreRules {
  const rules = parseRules(text, name);
  const directories = new Map<string, Outcome>();
  const outcomeOf = (path: string): Outcome => {
    const parent = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    if (parent === '') return judge(rules, path, undefined);
    let above = directories.get(parent);
    if (above === undefined) directories.set(parent, (above = outcomeOf(parent)));
    return judge(rules, path, above.matched);
  };
  return {
    name,
    ignores: (path) => outcomeOf(path).ignoredBy !== undefined,
    ruleFor: (path) => outcomeOf(path).ignoredBy,
    mayContainIncluded: (directory) =>
      rules.some(({ isException, glob }) => isException && glob.canMatchBelow(directory)),
  };
}

function judge(rules: readonly Rule[], path: string, above: readonly boolean[] | undefined): Outcome {
  let ignoredBy: IgnoreRule | undefined;
  const matched = rules.map((rule, position) => {
    const couldChange = rule.isException === (ignoredBy !== undefined);
    const isMatch = above?.[position] === true || (couldChange && rule.glob.matches(path));
    if (isMatch) ignoredBy = rule.isException ? undefined : rule.written;
    return isMatch;
  });
  return { matched, ignoredBy };
}

function parseRules(text: string, name: string): readonly Rule[] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((line, position): Rule[] => {
      const doing = `Reading ${name}, line ${position + 1}`;
      if (line.length > MAX_LINE_CHARACTERS)
        throw new PluginError(
          'CONTEXT_INVALID',
          `${doing}: it has more than ${MAX_LINE_CHARACTERS} characters`,
        );
      const pattern = line.startsWith('#') ? '' : formatPattern(line);
      if (pattern === '') return [];
      const isException = pattern.startsWith('!');
      if (pattern === '!')
        throw new PluginError('CONTEXT_INVALID', `${doing}: a "!" without a pattern`, {
          hint: 'Write what is to be kept behind it, like !dist/api.',
        });
      const glob = parseGlob(isException ? pattern.slice(1) : pattern, 'path', doing);
      return [{ written: { line: position + 1, text: line.trim() }, glob, isException }];
    });
}

/** A line's pattern as moby reads it: clean, relative to the build context, with a `!` in front if there was one. */
function formatPattern(line: string): string {
  const text = line.trim();
  const isException = text.startsWith('!');
  const body = isException ? text.slice(1).trim() : text;
  const clean = body === '' ? '' : cleanPath(body);
  const relative = clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
  const pattern = isException ? `!${relative}` : relative;
  return pattern === '' ? '' : cleanPath(pattern);
}
