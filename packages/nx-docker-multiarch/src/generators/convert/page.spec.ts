import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MAPPING } from './mapping.js';

const PAGE = path.resolve(__dirname, '../../../../../docs/convert.md');

describe('docs/convert.md', () => {
  it('has the mapping of options as its table', () => {
    const rows = readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const expected = Object.entries(MAPPING).map(([option, { to, note = '' }]) => [
      `\`${option}\``,
      to,
      note,
    ]);
    expect(rows.filter(([option = '']) => !option.includes('='))).toEqual(expected);
  });
});
