import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { findingsOf, linesOf } from '../sample-lint-facts.js';

const RULE = 'missing-base-platform';
const has = (...platforms: string[]) => platforms.map(parsePlatform);
const images = new Map([
  ['both:1', has('linux/amd64', 'linux/arm64/v8')],
  ['single:1', has('linux/amd64')],
  ['arm:1', has('linux/arm/v7', 'linux/arm64')],
  ['none:1', []],
]);

it.each<[title: string, text: string, lines: readonly number[]]>([
  ['the base of the image', 'FROM single:1', [1]],
  ['a base of a stage of the target', 'FROM single:1 AS a\nRUN true\nFROM both:1\nCOPY --from=a /a /a', [1]],
  ['an image that is copied from', 'FROM scratch\nCOPY --from=arm:1 /a /a', [2]],
  [
    'a stage for one platform in any case',
    'FROM --platform=linux/arm64 single:1 AS a\nFROM both:1\nCOPY --from=a /a /a',
    [1],
  ],
  ['an image for no platform', 'FROM none:1', [1, 1]],
])('finds %s', (_title, text, lines) => {
  expect(linesOf(RULE, text, { images })).toEqual(lines);
});

it.each<[title: string, text: string]>([
  ['an image that has both', 'FROM both:1'],
  ['an image that nobody could ask for', 'FROM unknown:1'],
  [
    'what runs on the machine that builds',
    'FROM --platform=$BUILDPLATFORM single:1 AS a\nFROM both:1\nCOPY --from=a /a /a',
  ],
  [
    'a tag for each platform',
    'FROM --platform=linux/amd64 single:1 AS for-amd64\nFROM arm:1 AS for-arm64\nFROM for-$TARGETARCH',
  ],
])('lets %s be', (_title, text) => {
  expect(linesOf(RULE, text, { images })).toEqual([]);
});

it('knows nothing without asking', () => {
  expect(linesOf(RULE, 'FROM single:1')).toEqual([]);
});

it('says what the image has', () => {
  expect(findingsOf('FROM single:1', { images })[0]?.message).toBe(
    'single:1 is not there for linux/arm64: it has linux/amd64',
  );
});
