import { findingsOf, linesOf } from '../sample-lint-facts.js';

const RULE = 'undeclared-platform-arg';

it.each<[title: string, text: string, lines: readonly number[]]>([
  [
    'flant/shell-operator#312: a fallback that is always taken',
    `FROM --platform=\${TARGETPLATFORM:-linux/amd64} alpine:3.14
RUN apk --no-cache add ca-certificates && \\
    kubectlArch=$(echo \${TARGETPLATFORM:-linux/amd64} | sed 's/\\/v7//') && \\
    wget https://dl.example.com/bin/\${kubectlArch}/kubectl -O /bin/kubectl`,
    [2],
  ],
  ['a declaration before the first FROM only', 'ARG TARGETARCH\nFROM alpine:3.22\nRUN echo $TARGETARCH', [3]],
  [
    'a declaration in another stage',
    'FROM alpine:3.22 AS a\nARG TARGETARCH\nRUN true\nFROM alpine:3.22\nCOPY --from=a / /a\nRUN echo $TARGETARCH',
    [6],
  ],
  ['a declaration below', 'FROM alpine:3.22\nRUN echo ${TARGETARCH}\nARG TARGETARCH', [2]],
  ['COPY', 'FROM alpine:3.22\nCOPY dist/$TARGETARCH/api /api', [2]],
  ['ADD', 'FROM alpine:3.22\nADD https://example.com/$TARGETARCH.tar /', [2]],
  ['ENV and LABEL', 'FROM alpine:3.22\nENV ARCH=$TARGETARCH\nLABEL arch="${BUILDARCH}"', [2, 3]],
  ['the default of an ARG', 'FROM alpine:3.22\nARG ARCH=${TARGETARCH}', [2]],
  ['a mount', 'FROM alpine:3.22\nRUN --mount=type=cache,target=/c,id=c-$TARGETARCH true', [2]],
  ['a script', 'FROM alpine:3.22\nRUN <<EOF\nset -e\necho $TARGETARCH\nEOF', [2]],
  ['a quoted script', 'FROM alpine:3.22\nRUN <<\'EOF\'\necho "$TARGETARCH"\nEOF', [2]],
  [
    'a file that the shell fills in',
    "FROM alpine:3.22\nRUN cat <<EOF >/f\nit's $TARGETARCH\nisn't it\nEOF",
    [2],
  ],
  [
    'what stands between quotes that are none',
    `FROM alpine:3.22\nRUN echo "it's" && echo $TARGETARCH && echo "don't"`,
    [2],
  ],
  ['what an ARG declares too late', 'FROM alpine:3.22\nARG SUFFIX=-$TARGETARCH TARGETARCH', [2]],
  ['the JSON form', 'FROM alpine:3.22\nRUN ["sh", "-c", "echo $TARGETARCH"]', [2]],
  [
    'WORKDIR, USER and EXPOSE',
    'FROM alpine:3.22\nWORKDIR /$TARGETOS\nUSER $TARGETVARIANT\nEXPOSE $BUILDOS',
    [2, 3, 4],
  ],
])('finds %s', (_title, text, lines) => {
  expect(linesOf(RULE, text)).toEqual(lines);
});

it.each<[title: string, text: string]>([
  ['FROM, where they are known', 'FROM --platform=$BUILDPLATFORM base-$TARGETARCH:1'],
  ['a declaration above', 'FROM alpine:3.22\nARG TARGETARCH\nCOPY $TARGETARCH /\nRUN echo $TARGETARCH'],
  [
    'a declaration in the stage it is built on',
    'FROM alpine:3.22 AS a\nARG TARGETARCH\nFROM a\nRUN echo $TARGETARCH',
  ],
  ['a declaration in the same ARG', 'FROM alpine:3.22\nARG TARGETARCH SUFFIX=-$TARGETARCH'],
  ['an ENV of that name', 'FROM alpine:3.22\nENV TARGETARCH=x\nRUN echo $TARGETARCH'],
  ['what the command sets itself', 'FROM alpine:3.22\nRUN TARGETARCH=$(uname -m) && echo $TARGETARCH'],
  ['what a loop sets', 'FROM alpine:3.22\nRUN for TARGETARCH in a b; do echo $TARGETARCH; done'],
  ['what is quoted or escaped', "FROM alpine:3.22\nRUN echo '$TARGETARCH' \\$TARGETARCH"],
  ['the text of a file', "FROM alpine:3.22\nRUN cat <<'EOF' >/x.sh\necho $TARGETARCH\nEOF"],
  ['the text of a copied file', "FROM alpine:3.22\nCOPY <<'EOF' /x.sh\necho $TARGETARCH\nEOF"],
  ['a comment behind a command', 'FROM alpine:3.22\nRUN echo a # not $TARGETARCH'],
  ['a comment', 'FROM alpine:3.22\nRUN <<EOF\n# not $TARGETARCH\ntrue\nEOF'],
  ['what is only known at run time', 'FROM alpine:3.22\nCMD echo $TARGETARCH'],
  ['longer names', 'FROM alpine:3.22\nENV TARGETARCH_DIR=/x\nRUN echo $TARGETARCH_DIR $MYTARGETARCH'],
])('lets %s be', (_title, text) => {
  expect(linesOf(RULE, text)).toEqual([]);
});

it('tells what BuildKit warns of as well from what only a shell sees', () => {
  const found = findingsOf('FROM alpine:3.22\nENV A=$TARGETARCH\nRUN echo $BUILDARCH');
  expect(found.map(({ line, isBuildCheck }) => [line, isBuildCheck])).toEqual([
    [2, true],
    [3, undefined],
  ]);
});
