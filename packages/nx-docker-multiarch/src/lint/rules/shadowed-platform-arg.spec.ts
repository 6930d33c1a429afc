import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { findingsOf, linesOf } from '../sample-lint-facts.js';

const RULE = 'shadowed-platform-arg';

it.each<[title: string, text: string, lines: readonly number[]]>([
  [
    'FriendsOfShopware/shopmon#770: defaults before the first FROM',
    `ARG TARGETOS=linux
ARG TARGETARCH=amd64
FROM --platform=$BUILDPLATFORM golang:1.25 AS build
ARG TARGETOS
ARG TARGETARCH
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /shopmon .
FROM alpine:3.22
COPY --from=build /shopmon /shopmon`,
    [2],
  ],
  [
    'Stack-Cairn/LiveAgent#240: defaults in the stage',
    `FROM golang:1.25 AS build
ARG TARGETOS=linux
ARG TARGETARCH=amd64
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /gateway .
FROM debian:12-slim
COPY --from=build /gateway /usr/local/bin/gateway`,
    [3],
  ],
  ['a whole platform', 'ARG TARGETPLATFORM=linux/amd64\nFROM alpine:3.22', [1]],
  ['the platform of the machine that builds', 'ARG BUILDPLATFORM=linux/amd64\nFROM alpine:3.22', [1]],
  ['one of several on a line', 'FROM alpine:3.22\nARG TARGETOS TARGETARCH=arm64', [2]],
  ['an ENV', 'FROM alpine:3.22\nENV TARGETARCH=amd64', [2]],
  [
    'a default that is meant for builders without BuildKit',
    'FROM alpine:3.22\nARG TARGETARCH=${TARGETARCH:-amd64}',
    [2],
  ],
  ['a default out of another variable', 'FROM alpine:3.22\nARG ARCH=amd64\nARG TARGETARCH=$ARCH', [3]],
  ['a variant', 'FROM alpine:3.22\nARG TARGETVARIANT=v7', [2]],
])('finds %s', (_title, text, lines) => {
  expect(linesOf(RULE, text)).toEqual(lines);
});

it.each<[title: string, text: string]>([
  ['a declaration without a value', 'ARG TARGETARCH\nFROM alpine:3.22\nARG TARGETARCH TARGETOS'],
  [
    'the value that BuildKit gives on every platform',
    'ARG TARGETOS=linux\nFROM alpine:3.22\nARG TARGETVARIANT=',
  ],
  ['another variable', 'ARG GOARCH_DEFAULT\nFROM alpine:3.22\nARG TARGET=production'],
  ['an ENV that hands the value on', 'FROM alpine:3.22\nARG TARGETARCH\nENV TARGETARCH=$TARGETARCH'],
  [
    'a fallback behind a declaration',
    'FROM alpine:3.22\nARG TARGETARCH\nENV TARGETARCH=${TARGETARCH:-amd64}',
  ],
  [
    'a stage that the image does not need',
    'FROM alpine:3.22 AS test\nARG TARGETARCH=amd64\nFROM alpine:3.22',
  ],
])('lets %s be', (_title, text) => {
  expect(linesOf(RULE, text)).toEqual([]);
});

it('does not mind a value that is right for the only platform', () => {
  const platforms = [parsePlatform('linux/amd64')];
  expect(linesOf(RULE, 'ARG TARGETARCH=amd64\nFROM alpine:3.22', { platforms })).toEqual([]);
});

it('says for which platform which value is wrong', () => {
  expect(findingsOf('FROM alpine:3.22\nARG TARGETARCH=amd64')).toEqual([
    {
      rule: RULE,
      severity: 'warning',
      line: 2,
      message:
        'ARG TARGETARCH takes the place of BuildKit\'s own value: for linux/arm64 it is "amd64" instead of "arm64"',
      fix: 'Declare it without a value, in each stage that uses it: ARG TARGETARCH.',
    },
  ]);
});
