import * as fc from 'fast-check';
import {
  comparePlatforms,
  formatPlatform,
  isSamePlatform,
  parsePlatform,
  type Platform,
} from './platform.js';

const word = fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,8}$/);
const text = fc.oneof(
  fc.array(word, { minLength: 2, maxLength: 3 }).map((words) => words.join('/')),
  fc.constantFrom(
    'linux/amd64',
    'linux/arm64/v8',
    'linux/arm',
    'linux/arm/v6',
    'linux/amd64/v1',
    'linux/amd64/v3',
  ),
);

describe('a platform', () => {
  it.each<[string, Platform]>([
    ['linux/amd64', { os: 'linux', architecture: 'amd64' }],
    ['linux/amd64/v1', { os: 'linux', architecture: 'amd64' }],
    ['linux/amd64/v3', { os: 'linux', architecture: 'amd64', variant: 'v3' }],
    ['linux/arm64/v8', { os: 'linux', architecture: 'arm64' }],
    ['linux/arm', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['linux/arm/v6', { os: 'linux', architecture: 'arm', variant: 'v6' }],
  ])('written %s is %j', (written, platform) => {
    expect(parsePlatform(written)).toEqual(platform);
  });

  it.each([
    '',
    'linux',
    'amd64',
    'linux/',
    '/amd64',
    'linux/amd64/',
    'linux/arm/v7/x',
    'Linux/amd64',
    'linux/amd 64',
    'linux/amd64,linux/arm64',
    '../..',
  ])('is not %j', (written) => {
    expect(() => parsePlatform(written)).toThrow(
      `Reading platform ${JSON.stringify(written)}: not os/architecture`,
    );
  });

  it('is read back as it was written out', () => {
    fc.assert(
      fc.property(text, (written) => {
        const platform = parsePlatform(written);
        expect(parsePlatform(formatPlatform(platform))).toEqual(platform);
      }),
    );
  });

  it('has one place in an order, whichever way it is spelt', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const [left, middle, right] = [parsePlatform(a), parsePlatform(b), parsePlatform(c)];
        expect(comparePlatforms(left, middle)).toBe(0 - comparePlatforms(middle, left));
        expect(isSamePlatform(left, middle)).toBe(formatPlatform(left) === formatPlatform(middle));
        const [first, second, third] = [left, middle, right].sort(comparePlatforms) as [
          Platform,
          Platform,
          Platform,
        ];
        expect(comparePlatforms(first, second)).toBeLessThanOrEqual(0);
        expect(comparePlatforms(first, third)).toBeLessThanOrEqual(0);
      }),
    );
    const v8 = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    expect(isSamePlatform(v8, parsePlatform('linux/arm64'))).toBe(true);
  });
});
