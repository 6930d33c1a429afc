import { formatAge } from './report.js';

it.each([
  [0, '0 min'],
  [59_999, '0 min'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [86_399_999, '23 h'],
  [86_400_000, '1 d'],
  [400 * 86_400_000, '400 d'],
])('an age of %d ms is %s', (ageMs, text) => {
  expect(formatAge(ageMs)).toBe(text);
});
