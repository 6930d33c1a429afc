import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { findingsOf, linesOf } from '../sample-lint-facts.js';

const RULE = 'build-platform-last-stage';

it.each<[title: string, text: string, lines: readonly number[]]>([
  [
    'Oaklight/composerize-minimal#1: BUILDPLATFORM on the last stage',
    `FROM --platform=linux/amd64 node:20-alpine AS site
RUN npm install && make build
FROM --platform=$BUILDPLATFORM lipanski/docker-static-website:2.4.0
COPY --from=site /build/ /var/www/`,
    [3],
  ],
  ['a constant platform', 'FROM --platform=linux/amd64 alpine:3.22', [1]],
  ['a constant in a variable', 'ARG P=linux/arm64\nFROM --platform=$P alpine:3.22', [2]],
  [
    'the stage that the last one is built on',
    'FROM --platform=$BUILDPLATFORM alpine:3.22 AS base\nRUN true\nFROM base AS more\nFROM more',
    [1],
  ],
])('finds %s', (_title, text, lines) => {
  expect(linesOf(RULE, text)).toEqual(lines);
});

it.each<[title: string, text: string]>([
  [
    'a last stage without one',
    'FROM --platform=$BUILDPLATFORM alpine:3.22 AS build\nFROM alpine:3.22\nCOPY --from=build /a /a',
  ],
  ['TARGETPLATFORM', 'FROM --platform=$TARGETPLATFORM alpine:3.22'],
  ['a fallback that is never taken', 'FROM --platform=${TARGETPLATFORM:-linux/amd64} alpine:3.22'],
  ['scratch, which is for any platform', 'FROM --platform=$BUILDPLATFORM scratch\nCOPY a /a'],
  [
    'a stage for each platform',
    'FROM --platform=linux/amd64 alpine:3.22 AS for-amd64\nFROM --platform=linux/arm64 alpine:3.22 AS for-arm64\nFROM for-$TARGETARCH',
  ],
])('lets %s be', (_title, text) => {
  expect(linesOf(RULE, text)).toEqual([]);
});

it('looks at the stage that becomes the image', () => {
  const text = 'FROM --platform=$BUILDPLATFORM alpine:3.22 AS tools\nFROM alpine:3.22';
  expect(linesOf(RULE, text, { target: 'tools' })).toEqual([1]);
});

it('does not mind a constant that is the only platform', () => {
  const text = 'FROM --platform=linux/amd64 alpine:3.22';
  expect(linesOf(RULE, text, { platforms: [parsePlatform('linux/amd64')] })).toEqual([]);
});

it('says what the image is for instead', () => {
  const messages = ['$BUILDPLATFORM', 'linux/amd64'].map(
    (platform) => findingsOf(`FROM --platform=${platform} alpine:3.22`)[0]?.message,
  );
  expect(messages).toEqual([
    'FROM --platform=$BUILDPLATFORM makes an image for the machine that builds it, whatever platform is asked for',
    'FROM --platform=linux/amd64 makes an image for linux/amd64, whatever platform is asked for',
  ]);
});
