import { findVersion, isOlder } from './version.js';

describe('findVersion', () => {
  it.each([
    ['github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4', [0, 29, 1]],
    ['github.com/docker/buildx v0.12.1 30feaa1a915b869ebc2eea6328624b49facd4bfb', [0, 12, 1]],
    ['28.5.2+dfsg4', [28, 5, 2]],
    ['v0.11.7+d3e6c1360f6e', [0, 11, 7]],
    ['v0.0.0+unknown', undefined],
    ['dev', undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(findVersion(text)).toEqual(expected);
  });
});

describe('isOlder', () => {
  it.each([
    [[0, 12, 4], [0, 12, 5], true],
    [[0, 12, 5], [0, 12, 5], false],
    [[0, 9, 9], [0, 12, 0], true],
    [[1, 0, 0], [0, 12, 5], false],
  ] as const)('of %j and %j: %j', (a, b, expected) => {
    expect(isOlder(a, b)).toBe(expected);
  });
});
