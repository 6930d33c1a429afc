import { CodedError } from '../../errors/index.js';

/** One failure for all that failed for the same reason, however many entries of the repository it keeps. */
export function alikeFailures(failures: readonly CodedError[], repository: string): readonly CodedError[] {
  const alike = new Map<string, CodedError[]>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.code, reasonOf(failure), failure.hint]);
    const same = alike.get(key);
    if (same === undefined) alike.set(key, [failure]);
    else same.push(failure);
  }
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    const message = `Deleting ${same.length} entries of ${repository}: ${reasonOf(first)}`;
    return [new CodedError(first.code, message, { ...(first.hint !== undefined && { hint: first.hint }) })];
  });
}

/** What happened, without what to. */
function reasonOf({ message }: CodedError): string {
  return message.replace(/^Deleting \S+: /, '');
}
