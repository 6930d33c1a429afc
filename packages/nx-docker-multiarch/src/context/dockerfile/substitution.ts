import { findMatch, parseShellPattern, type ShellPattern } from './shell-pattern.js';

/** Fails with what is wrong. */
export type Fail = (what: string) => never;

const MAX_MATCHING_STEPS = 10_000_000;

/** `${V#pattern}`, `##`, `%`, `%%`: a value without what a pattern matches at its start or its end. */
export function trimMatch(
  value: string,
  side: '#' | '%',
  patternText: string,
  longest: boolean,
  fail: Fail,
): string {
  const pattern = readPattern(patternText, value, fail);
  const characters = [...value];
  if (side === '#') {
    const match = findMatch(pattern, characters, 0, { anchored: true, longest });
    return match ? characters.slice(match.end).join('') : value;
  }
  const match = findMatch([...pattern].reverse(), [...characters].reverse(), 0, { anchored: true, longest });
  return match ? characters.slice(0, characters.length - match.end).join('') : value;
}

/** `${V/pattern/replacement}`: a value with the first match replaced, the longest one where it starts. */
export function replaceFirst(value: string, patternText: string, replacement: string, fail: Fail): string {
  const characters = [...value];
  const pattern = readPattern(patternText, value, fail);
  const match = findMatch(pattern, characters, 0, { anchored: false, longest: true });
  if (!match) return value;
  return characters.slice(0, match.start).join('') + replacement + characters.slice(match.end).join('');
}

/** `${V//pattern/replacement}`: a value with every match replaced, but not an empty one right after another. */
export function replaceAll(value: string, patternText: string, replacement: string, fail: Fail): string {
  const characters = [...value];
  const pattern = readPattern(patternText, value, fail);
  let text = '';
  let copied = 0;
  for (let at = 0; at <= characters.length;) {
    const match = findMatch(pattern, characters, at, { anchored: false, longest: true });
    if (!match) break;
    text += characters.slice(copied, match.start).join('');
    if (match.end > copied || match.start === 0)
      text += fillTemplate(replacement, characters.slice(match.start, match.end).join(''));
    copied = match.end;
    at = Math.max(match.end, at + 1);
  }
  return text + characters.slice(copied).join('');
}

/** BuildKit takes this replacement, and only this one, as a template of Go's regular expressions. */
function fillTemplate(replacement: string, matched: string): string {
  return replacement.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (all, name?: string, braced?: string) => (all === '$$' ? '$' : (name ?? braced) === '0' ? matched : ''),
  );
}

function readPattern(text: string, value: string, fail: Fail): ShellPattern {
  if (text.length * value.length > MAX_MATCHING_STEPS) fail('a pattern and the value it is for are too long');
  return parseShellPattern(text) ?? fail('a "\\" in a pattern stands before none of * ? \\ / }');
}
