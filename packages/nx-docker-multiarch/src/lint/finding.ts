/** What is wrong at one place of a Dockerfile. */
export interface Finding {
  /** The rule's name, which is that of its page too: `shadowed-platform-arg`. */
  readonly rule: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong: a sentence without a full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}
