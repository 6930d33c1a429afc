import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { findingsOf, linesOf } from '../sample-lint-facts.js';

const RULE = 'hard-coded-architecture';
const CURL = 'curl -fsSL https://example.com/tool';

it.each<[title: string, text: string, lines: readonly number[]]>([
  ['an address in a RUN', `FROM debian:12\nRUN ${CURL}-linux-amd64 -o /usr/local/bin/tool`, [2]],
  ['an address in an ADD', 'FROM debian:12\nADD https://example.com/tool_x86_64.tar.gz /', [2]],
  ["Node's name for it", `FROM debian:12\nRUN ${CURL}-v22-linux-x64.tar.xz`, [2]],
  ['a package', 'FROM debian:12\nRUN dpkg -i tool_1.2_arm64.deb', [2]],
  ['a file that is copied', 'FROM debian:12\nCOPY dist/linux-amd64/api /api', [2]],
  [
    'a library folder',
    'FROM debian:12 AS b\nFROM debian:12\nCOPY --from=b /usr/lib/x86_64-linux-gnu/liba.so /usr/lib/',
    [3],
  ],
  ['a path in ENV', 'FROM debian:12\nENV JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64', [2]],
  [
    'what Go builds for',
    'FROM --platform=$BUILDPLATFORM golang:1.25\nRUN GOOS=linux GOARCH=amd64 go build -o /api .',
    [2],
  ],
  ['what Go builds for in ENV', 'FROM golang:1.25\nENV GOARCH=amd64', [2]],
  [
    'what Go builds for in a stage for one platform',
    'FROM --platform=linux/amd64 golang:1.25 AS b\nRUN GOARCH=amd64 go build -o /api .\nFROM debian:12\nCOPY --from=b /api /api',
    [2],
  ],
  [
    'a target of Rust',
    'FROM --platform=$BUILDPLATFORM rust:1.89\nRUN cargo build --target x86_64-unknown-linux-musl',
    [2],
  ],
  ['a base', 'FROM arm64v8/debian:12', [1]],
  ['a tag of a base', 'FROM acme/base:1-amd64', [1]],
  ['a default of an argument', 'ARG ARCH=amd64\nFROM debian:12\nARG ARCH', [1]],
  ['a default in the stage', `FROM debian:12\nARG TOOL_ARCH=x86_64\nRUN ${CURL}-$TOOL_ARCH`, [2]],
  [
    'only the operating system out of a variable',
    `FROM debian:12\nARG TARGETOS\nRUN ${CURL}-\${TARGETOS}-amd64`,
    [3],
  ],
  [
    'one command beside another that asks',
    `FROM debian:12\nARG TARGETARCH\nRUN echo $TARGETARCH && ${CURL}-amd64`,
    [3],
  ],
  [
    'the name of the system, which is none of a machine',
    `FROM debian:12\nRUN ${CURL}-$(uname -s)-x86_64`,
    [2],
  ],
  [
    'what a condition on something else is beside',
    `FROM debian:12\nARG TARGETARCH\nRUN if [ -f /x ]; then rm /x; fi; ${CURL}-$TARGETARCH; ${CURL}-linux-amd64`,
    [3],
  ],
  [
    'what a message names the other one behind',
    `FROM debian:12\nRUN ${CURL}-amd64.deb && echo "TODO arm64"`,
    [2],
  ],
  ['an image that is copied from', 'FROM debian:12\nCOPY --from=acme/tool:1.0-amd64 /tool /tool', [2]],
  [
    'an image that is mounted',
    'FROM debian:12\nRUN --mount=from=acme/tool:1.0-amd64,target=/t cp /t/tool /',
    [2],
  ],
  [
    'a variable of a stage that it is not built on',
    'FROM debian:12 AS a\nARG TARGETARCH\nENV ARCH=$TARGETARCH\nFROM debian:12\nCOPY --from=a /a /a\nRUN if [ "$ARCH" = amd64 ]; then echo x86_64 > /f; fi',
    [6],
  ],
  ['a script', `FROM debian:12\nRUN <<EOF\nset -e\n${CURL}-aarch64\nEOF`, [2]],
])('finds %s', (_title, text, lines) => {
  expect(linesOf(RULE, text)).toEqual(lines);
});

it.each<[title: string, text: string]>([
  ['a variable in the name', `FROM debian:12\nARG TARGETARCH\nRUN ${CURL}-linux-\${TARGETARCH}`],
  [
    'case',
    `FROM debian:12\nARG TARGETARCH\nRUN case "$TARGETARCH" in amd64) A=x86_64 ;; arm64) A=aarch64 ;; esac && ${CURL}-$A`,
  ],
  [
    'case for one of them',
    `FROM debian:12\nARG TARGETARCH\nRUN case $TARGETARCH in arm64) apt-get install -y libc6:arm64 ;; esac`,
  ],
  ['if', `FROM debian:12\nARG TARGETARCH\nRUN if [ "$TARGETARCH" = "amd64" ]; then ${CURL}-x86_64; fi`],
  [
    'a replacement',
    `FROM debian:12\nARG TARGETARCH\nRUN A=$(echo $TARGETARCH | sed s/amd64/x86_64/) && ${CURL}-$A`,
  ],
  [
    'a replacement of the shell, step by step',
    `FROM debian:12\nARG TARGETARCH\nRUN A=$TARGETARCH; A=\${A/amd64/x86_64}; ${CURL}-$A`,
  ],
  ['uname', `FROM debian:12\nRUN A=$(uname -m | sed s/x86_64/amd64/) && ${CURL}-$A`],
  ['dpkg', `FROM debian:12\nRUN [ "$(dpkg --print-architecture)" = amd64 ] && ${CURL}-amd64`],
  [
    'an argument out of the platform',
    `FROM debian:12\nARG TARGETARCH\nARG A=\${TARGETARCH/amd64/x64}\nENV B=$A\nRUN echo \${B/amd64/x86_64}`,
  ],
  ['uname with several options', `FROM debian:12\nRUN A=$(uname -s -m | sed s/x86_64/amd64/) && ${CURL}-$A`],
  [
    'a condition on a variable that was asked for',
    `FROM debian:12\nRUN U=amd64; M=$(uname -m); if [ $M = aarch64 ]; then U=arm64; fi; ${CURL}-$U`,
  ],
  [
    'a variable of the stage that it is built on',
    'FROM debian:12 AS base\nARG TARGETARCH\nENV ARCH=$TARGETARCH\nFROM base\nRUN if [ "$ARCH" = amd64 ]; then echo x86_64 > /f; fi',
  ],
  [
    'an image for each that is copied from',
    'FROM debian:12\nCOPY --from=tool:1-amd64 /t /amd64/\nCOPY --from=tool:1-arm64 /t /arm64/',
  ],
  ['a stage that is copied from', 'FROM debian:12 AS for-amd64\nFROM debian:12\nCOPY --from=for-amd64 /a /a'],
  ['what is shown to people', 'FROM debian:12\nRUN echo "for amd64 only" && true'],
  [
    'both of them',
    'FROM debian:12\nRUN rustup target add x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu',
  ],
  ['one instruction for each', 'FROM debian:12\nCOPY a-amd64.bin /srv/amd64\nCOPY a-arm64.bin /srv/arm64'],
  [
    'a variable for each',
    'FROM debian:12\nENV URL_AMD64=https://example.com/tool-x86_64\nARG SUM_ARM64=aarch64',
  ],
  [
    'a stage for each',
    `FROM debian:12 AS for-amd64\nRUN ${CURL}-x86_64\nFROM debian:12 AS for-arm64\nCOPY a-aarch64 /a\nFROM for-$TARGETARCH`,
  ],
  ['a base for each', 'FROM base-amd64:1 AS for-amd64\nFROM base-arm64:1 AS for-arm64\nFROM for-$TARGETARCH'],
  ['a base by its variable', 'FROM acme/base:1-$TARGETARCH'],
  [
    'tools of a stage for one platform',
    `FROM --platform=linux/amd64 debian:12 AS b\nRUN ${CURL}-amd64\nFROM debian:12\nCOPY --from=b /a /a`,
  ],
  [
    'another system',
    'FROM golang:1.25\nRUN GOOS=windows GOARCH=amd64 go build && cp agent-windows-amd64.exe tool-darwin-arm64 /srv/',
  ],
  [
    'cross compilers',
    'FROM --platform=$BUILDPLATFORM debian:12\nRUN apt-get install -y gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  ],
  ['names that only look like it', 'FROM debian:12\nRUN echo amd64chip xx86_64 x64'],
  ['labels and comments', 'FROM debian:12\n# for amd64\nLABEL arch=amd64'],
])('lets %s be', (_title, text) => {
  expect(linesOf(RULE, text)).toEqual([]);
});

it('does not mind the only architecture', () => {
  const text = `FROM debian:12\nRUN ${CURL}-amd64`;
  expect(linesOf(RULE, text, { platforms: [parsePlatform('linux/amd64')] })).toEqual([]);
  expect(linesOf(RULE, text, { platforms: [parsePlatform('linux/arm64')] })).toEqual([2]);
});

it('goes by the build arguments', () => {
  const text = 'FROM debian:12\nARG ARCH=amd64';
  expect(linesOf(RULE, text, { buildArgs: new Map([['ARCH', 'all']]) })).toEqual([]);
});

it('names the word and who misses it', () => {
  expect(findingsOf('FROM debian:12\nCOPY bin/api-amd64 /api')[0]?.message).toBe(
    'COPY names amd64 (bin/api-amd64), and the image is for linux/arm64 as well',
  );
});
