import { judge } from './bounds.js';

const format = (value: number): string => `${value.toFixed(2)} s`;

describe('judge', () => {
  it.each([
    ['PASS', 'below its bound', 0.24, true],
    ['PASS', 'at its bound', 0.25, true],
    ['OVER', 'above its bound', 0.26, false],
    ['OVER', 'no number', NaN, false],
  ])('says %s of what is %s', (verdict, _what, value, isWithinBounds) => {
    const judged = judge([{ what: 'one unchanged', value, bound: 0.25, format }]);
    expect(judged).toEqual({
      isWithinBounds,
      lines: [`- ${verdict}: one unchanged: **${format(value)}** (bound 0.25 s).`],
    });
  });

  it('is not within bounds if one of several is over', () => {
    const bounds = [1, 3, 1].map((value) => ({ what: 'it', value, bound: 2, format }));
    expect(judge(bounds).isWithinBounds).toBe(false);
  });
});
