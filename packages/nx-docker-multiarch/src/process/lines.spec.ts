import fc from 'fast-check';
import { createLineSplitter } from './lines.js';

function linesOf(...pieces: readonly (Uint8Array | string)[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.write(typeof piece === 'string' ? Buffer.from(piece) : piece);
  splitter.end();
  return lines;
}

describe('createLineSplitter', () => {
  it.each([
    ['line feeds', ['a\nb\n'], ['a', 'b']],
    ['a last line without an end', ['a\nb'], ['a', 'b']],
    ['empty lines', ['a\n\nb\n'], ['a', '', 'b']],
    ['carriage return and line feed', ['a\r\nb\r\n'], ['a', 'b']],
    ['a line end cut in two', ['a\r', '\nb'], ['a', 'b']],
    ['redrawn progress', ['10%\r20%\r', '30%\n'], ['10%', '20%', '30%']],
    ['terminal codes', ['\u001b[31mred\u001b[0m\u001b[2K\n'], ['red']],
    ['nothing', [], []],
  ])('splits %s', (_title, pieces, expected) => {
    expect(linesOf(...pieces)).toEqual(expected);
  });

  it('hands a line on before the next one comes', () => {
    const lines: string[] = [];
    createLineSplitter((line) => lines.push(line)).write(Buffer.from('first\nsec'));
    expect(lines).toEqual(['first']);
  });

  it('gives the same lines wherever the bytes are cut', () => {
    const text = 'grüße\r\n→ 世界\n\n🐳 last';
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((end, position) => bytes.subarray(edges[position], end));
        expect(linesOf(...pieces)).toEqual(['grüße', '→ 世界', '', '🐳 last']);
      }),
    );
  });

  it('breaks a line that never ends into pieces', () => {
    const lines = linesOf(...Array.from({ length: 10 }, () => 'x'.repeat(10_000)));
    expect(lines.join('')).toHaveLength(100_000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(16 * 1024);
  });
});
