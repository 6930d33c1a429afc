import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { platformName } from './platform-name.js';

describe('platformName', () => {
  it.each([
    ['linux/arm64', 'linux-arm64'],
    ['linux/arm/v6', 'linux-arm-v6'],
  ])('writes %s as %s', (text, expected) => {
    expect(platformName(parsePlatform(text))).toBe(expected);
  });
});
