import type { HttpResponse } from './message.js';

/**
 * How many milliseconds an answer asks to wait, in seconds or until a date (RFC 9110 §10.2.3). A date is counted from
 * that of the answer itself: the two clocks may differ. `undefined` if it asks for nothing that can be read.
 */
export function readRetryAfter({ 'retry-after': after, date }: HttpResponse['headers']): number | undefined {
  if (after === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(after)) return Number(after) * 1000;
  const waitMs = Date.parse(after) - Date.parse(date ?? '');
  return Number.isNaN(waitMs) ? undefined : Math.max(waitMs, 0);
}
