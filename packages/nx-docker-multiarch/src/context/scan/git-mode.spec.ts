import { gitMode } from './git-mode.js';

describe('gitMode', () => {
  it.each([
    [0o600, 0o644],
    [0o666, 0o644],
    [0o655, 0o644],
    [0o4755, 0o755],
    [0o700, 0o755],
    [0o100, 0o755],
  ])('of %o is %o', (mode, expected) => {
    expect(gitMode(mode)).toBe(expected);
  });
});
