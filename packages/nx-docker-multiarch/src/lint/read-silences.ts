import type { Lines } from '../context/dockerfile/index.js';
import type { Subject } from './subject.js';

/** What a comment that silences rules begins with. */
export const IGNORE = 'nx-docker-multiarch-ignore';

const COMMENT = /^\s*#/;
const SILENCE = new RegExp(`^\\s*#\\s*${IGNORE}(?:\\s+([^:]*?))?\\s*(?::\\s*(.*?))?\\s*$`);

/** A comment that silences rules. */
export interface Silence {
  /** That of the comment itself, counted from 1. */
  readonly line: number;
  readonly rules: readonly string[];
  /** Empty if it says none. */
  readonly reason: string;
  /** The line of the instruction right below; `undefined` if there is none. */
  readonly of: number | undefined;
}

/** Every comment of a Dockerfile that silences rules. What is in a heredoc is no comment. */
export function readSilences(text: string, { dockerfile }: Pick<Subject, 'dockerfile'>): readonly Silence[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const instructions = [
    ...dockerfile.globalArgs,
    ...dockerfile.stages.flatMap((stage) => [stage, ...stage.instructions]),
  ];
  const starts = new Map(instructions.map((instruction) => [instruction.line, instruction]));
  const withHeredocs = instructions.filter(({ heredocs }) => heredocs.length > 0);
  return lines.flatMap((content, position) => {
    const line = position + 1;
    const [match, names = '', reason = ''] = SILENCE.exec(content) ?? [];
    if (match === undefined || withHeredocs.some((instruction) => isInside(line, instruction))) return [];
    const rules = names.split(/[\s,]+/).filter((name) => name !== '');
    const below = lines.findIndex((other, at) => at > position && !COMMENT.test(other)) + 1;
    return [{ line, rules, reason, of: starts.get(below)?.line }];
  });
}

function isInside(at: number, { line, endLine }: Lines): boolean {
  return at > line && at <= endLine;
}
