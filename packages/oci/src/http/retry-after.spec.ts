import { readRetryAfter } from './retry-after.js';

describe('readRetryAfter', () => {
  const date = 'Tue, 24 Nov 2026 10:00:00 GMT';

  it.each<[string, string | undefined, string | undefined, number | undefined]>([
    ['nothing', undefined, date, undefined],
    ['seconds', '120', date, 120_000],
    ['no time at all', '0', undefined, 0],
    ['a date', 'Tue, 24 Nov 2026 10:00:30 GMT', date, 30_000],
    ['a date that is over', 'Tue, 24 Nov 2026 09:00:00 GMT', date, 0],
    ['a date, and nothing to count from', 'Tue, 24 Nov 2026 10:00:30 GMT', undefined, undefined],
    ['no time', 'soon', date, undefined],
    ['less than nothing', '-1', undefined, undefined],
  ])('reads %s', (_title, after, from, expected) => {
    expect(readRetryAfter({ 'retry-after': after, date: from })).toBe(expected);
  });
});
