/**
 * Says of each value whether it keeps its bound, a line each; what is no number keeps none.
 *
 * @param {readonly { what: string, value: number, bound: number, format: (value: number) => string }[]} bounds
 * @returns {{ isWithinBounds: boolean, lines: string[] }}
 */
function judge(bounds) {
  const isWithin = (/** @type {{ value: number, bound: number }} */ { value, bound }) => value <= bound;
  const lines = bounds.map((entry) => {
    const { what, value, bound, format } = entry;
    return `- ${isWithin(entry) ? 'PASS' : 'OVER'}: ${what}: **${format(value)}** (bound ${format(bound)}).`;
  });
  return { isWithinBounds: bounds.every(isWithin), lines };
}

module.exports = { judge };
