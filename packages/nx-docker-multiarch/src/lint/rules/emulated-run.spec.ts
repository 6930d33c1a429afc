import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { findingsOf } from '../sample-lint-facts.js';

function severities(text: string, replaced = {}) {
  return findingsOf(text, replaced)
    .filter(({ rule }) => rule === 'emulated-run')
    .map(({ line, severity }) => `${line} ${severity}`);
}

it.each<[title: string, text: string, found: readonly string[]]>([
  [
    'what compiles and installs',
    'FROM node:22\nRUN npm ci\nRUN corepack enable && pnpm install\nRUN make -j8\nRUN CGO_ENABLED=0 go build -o /a .',
    ['2 warning', '3 warning', '4 warning', '5 warning'],
  ],
  [
    'a build stage of the target',
    'FROM rust:1.89 AS b\nRUN cargo build\nFROM debian:12-slim\nCOPY --from=b /a /a',
    ['2 warning'],
  ],
  [
    'a heavy command in a condition',
    'FROM node:22\nRUN if [ -f yarn.lock ]; then yarn install; fi',
    ['2 warning'],
  ],
  [
    'a heavy command in a script',
    'FROM python:3.13\nRUN <<EOF\nset -e\npip install -r requirements.txt\nEOF',
    ['2 warning'],
  ],
  ['a script that a shell is fed', 'FROM node:22\nRUN <<EOF bash -e\nnpm ci\nEOF', ['2 warning']],
  ['a shell with options', "FROM node:22\nRUN bash -euo pipefail <<'EOF'\nnpm ci\nEOF", ['2 warning']],
  ['a script out of a pipe', "FROM node:22\nRUN cat <<'EOF' | sh -e\nnpm ci\nEOF", ['2 warning']],
  ['a shebang of a shell', 'FROM node:22\nRUN <<EOF\n#!/usr/bin/env bash\nnpm ci\nEOF', ['2 warning']],
  [
    'a script behind a file',
    'FROM node:22\nRUN cat <<FILE >/a && sh <<SCRIPT\nmake\nFILE\nnpm ci\nSCRIPT',
    ['2 warning'],
  ],
  ['what another shell is given', 'FROM node:22\nRUN bash -lc "cd /app; npm ci" && true', ['2 warning']],
  ['what stands behind strings', `FROM node:22\nRUN echo "it's" && npm ci && echo "don't"`, ['2 warning']],
  ['a package or two', 'FROM alpine:3.22\nRUN apk add --no-cache tini', ['2 info']],
  ['anything else', 'FROM alpine:3.22\nRUN ./setup.sh', ['2 info']],
  [
    'a stage for one of the platforms',
    'FROM alpine:3.22 AS for-amd64\nFROM alpine:3.22 AS for-arm64\nRUN make\nFROM for-$TARGETARCH',
    ['3 warning'],
  ],
])('finds %s', (_title, text, found) => {
  expect(severities(text)).toEqual(found);
});

it.each<[title: string, text: string]>([
  [
    'a stage on the machine that builds',
    'FROM --platform=$BUILDPLATFORM node:22 AS b\nRUN npm ci\nFROM node:22\nCOPY --from=b /a /a',
  ],
  [
    'users, folders and links',
    'FROM alpine:3.22\nRUN addgroup -S a && adduser -S -G a a && mkdir -p /d && chown a:a /d && ln -s /a /b',
  ],
  ['files that are written', 'FROM alpine:3.22\nRUN echo "a" | tee /a && printf b >/b; sed -i s/a/b/ /a'],
  ['the content of a file', 'FROM node:22\nRUN cat <<EOF > /start.sh\nnpm start\nEOF'],
  ['the content of a file, mark last', "FROM node:22\nRUN cat > /a <<-'EOF' && chmod +x /a\n\tmake\n\tEOF"],
  ['a string', 'FROM alpine:3.22\nRUN echo "first do this; make install; then" > /R'],
  ['a string with a quote in it', 'FROM alpine:3.22\nRUN echo \'a "b; make c\' && echo "\\"; make d" > /R'],
  ['a pattern', "FROM alpine:3.22\nRUN sed -i 's|make |x |' /a"],
  ['a comment', 'FROM alpine:3.22\nRUN echo a # then; make b'],
  ['a comment in a script', "FROM alpine:3.22\nRUN <<EOF\necho a # don't; make b\necho c # it's\nEOF"],
  ['a stage that the image does not need', 'FROM node:22 AS test\nRUN npm test\nFROM node:22'],
])('lets %s be', (_title, text) => {
  expect(severities(text)).toEqual([]);
});

it.each([
  [
    'a script of another interpreter',
    'FROM python:3.13\nRUN <<EOF\n#!/usr/bin/env python3\nmake = 1\nEOF',
    [],
  ],
  ['another program that is fed', 'FROM python:3.13\nRUN python3 <<EOF\nmake = 1\nEOF', ['2 info']],
])('reads no commands in %s', (_title, text, found) => {
  expect(severities(text)).toEqual(found);
});

it('says of a stage for one platform that it runs for that one', () => {
  const text =
    'FROM alpine:3.22 AS for-amd64\nRUN make\nFROM alpine:3.22 AS for-arm64\nRUN ./x\nFROM for-$TARGETARCH';
  expect(findingsOf(text).map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^"make" runs for linux\/amd64, and under emulation on a machine of another platform:/,
    ),
    expect.stringMatching(
      /^"\.\/x" runs for linux\/arm64, and under emulation on a machine of another platform;/,
    ),
  ]);
});

it('says nothing of a single platform', () => {
  expect(severities('FROM node:22\nRUN npm ci', { platforms: [parsePlatform('linux/arm64')] })).toEqual([]);
});

it('names the command', () => {
  const [finding] = findingsOf('FROM node:22\nRUN mkdir /a && \\\n    npm ci --omit=dev');
  expect(finding?.message).toMatch(
    /^"npm ci --omit=dev" runs once for each of linux\/amd64, linux\/arm64, and under emulation/,
  );
});
