import { linesOf } from '../sample-lint-facts.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

it.each<[title: string, text: string, lines: readonly number[]]>([
  ['no tag', 'FROM alpine', [1]],
  ['latest', 'FROM ghcr.io/acme/base:latest', [1]],
  ['a port, which is no tag', 'FROM localhost:5000/base', [1]],
  ['a name out of a variable', 'ARG BASE=node\nFROM ${BASE}', [2]],
  ['an image that is copied from', 'FROM scratch\nCOPY --from=busybox /bin/sh /sh', [2]],
  ['an image that is mounted', 'FROM alpine:3.22\nRUN --mount=from=busybox:latest,target=/b true', [2]],
])('finds %s', (_title, text, lines) => {
  expect(linesOf('moving-base', text)).toEqual(lines);
});

it.each<[title: string, text: string]>([
  ['a version', 'FROM alpine:3.22'],
  ['a digest', `FROM alpine@${DIGEST}\nCOPY --from=busybox:latest@${DIGEST} /a /a`],
  ['scratch and stages', 'FROM scratch AS a\nFROM a\nCOPY --from=0 /a /a'],
])('lets %s be', (_title, text) => {
  expect(linesOf('moving-base', text)).toEqual([]);
});

it('goes by the build arguments and the named contexts', () => {
  const text = 'ARG TAG=latest\nFROM alpine:$TAG';
  expect(linesOf('moving-base', text, { buildArgs: new Map([['TAG', '3.22']]) })).toEqual([]);
  expect(linesOf('moving-base', 'FROM base', { namedContexts: new Set(['base']) })).toEqual([]);
});
