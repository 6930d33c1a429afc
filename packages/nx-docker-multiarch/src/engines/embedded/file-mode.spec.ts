import { parseModeChange } from './file-mode.js';

describe('--chmod', () => {
  it.each([
    ['755', 0o644, 0o755],
    ['0640', 0o777, 0o640],
    ['4755', 0o644, 0o4755],
    ['u+x', 0o644, 0o744],
    ['+x', 0o644, 0o755],
    ['a-w', 0o666, 0o444],
    ['go=', 0o777, 0o700],
    ['u=rwx,go=rX', 0o644, 0o744],
    ['go=rX', 0o744, 0o755],
    ['u=rw-w', 0o777, 0o477],
  ])('%s of %o', (text, mode, expected) => {
    expect(parseModeChange(text, 'Dockerfile:1').change(mode, false)).toBe(expected);
  });

  it('gives X to folders', () => {
    expect(parseModeChange('go=rX', '').change(0o700, true)).toBe(0o755);
  });

  it('says the mode of folders on the way by digits only', () => {
    expect([parseModeChange('700', '').made, parseModeChange('go-rx', '').made]).toEqual([0o700, undefined]);
  });

  it.each(['', '9', 'u=rs', 'rwx', '123456', 'u+x,'])('refuses %p, with the line', (text) => {
    expect(() => parseModeChange(text, 'Dockerfile:7')).toThrow(/^Dockerfile:7: --chmod=/);
  });
});
