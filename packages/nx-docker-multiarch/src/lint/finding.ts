/** `warning`: the image can be wrong, or slow to build, or tell a secret. `info`: worth knowing, and often right as it is. */
export type Severity = 'warning' | 'info';

/** What is wrong at one place of a Dockerfile. */
export interface Finding {
  /** The rule's name, which is that of its page too: `shadowed-platform-arg`. */
  readonly rule: string;
  readonly severity: Severity;
  /** That of the instruction, counted from 1. */
  readonly line: number;
  /** What is wrong: a sentence without a full stop. */
  readonly message: string;
  /** What to do about it: a sentence with one. */
  readonly fix: string;
  /** Whether BuildKit itself warns of it when it builds. */
  readonly isBuildCheck?: true;
}

/** Findings in the order of their lines; what is alike is there once. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const distinct = new Map(findings.map((one) => [`${one.line} ${one.rule} ${one.message}`, one]));
  return [...distinct.values()].sort((left, right) => left.line - right.line);
}
