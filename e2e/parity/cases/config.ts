import type { ParityCase } from '../parity-case.js';

const scratch = (...lines: string[]): string => ['FROM scratch', ...lines, ''].join('\n');

/** What instructions make of an image's config. */
export const configCases: readonly ParityCase[] = [
  { title: 'config: nothing but a file', dockerfile: scratch('COPY a.txt /') },
  {
    title: 'config: env',
    dockerfile: scratch(
      'ENV A=1 B="two words" C=a\\ b',
      'ENV D=$A${B} A=2',
      'ENV E old style  value',
      'COPY a.txt /',
    ),
  },
  {
    title: 'config: env with modifiers',
    dockerfile: scratch('ENV A=${X:-x} B=${A:+y}', 'ENV C=${A#x}z D=${Y-none} P=$PATH:/more', 'COPY a.txt /'),
  },
  {
    title: 'config: quotes',
    dockerfile: scratch('ENV A=\'$B\' C="\\$D" E="\'"', 'LABEL "a b"="c d" x=\'y z\'', 'COPY a.txt /'),
  },
  {
    title: 'config: args',
    dockerfile: scratch('ARG A=1', 'ARG B=$A', 'ARG C', 'ENV X=$A$B$C', 'COPY a.txt /'),
    buildArgs: { C: 'three' },
  },
  {
    title: 'config: env wins over an arg',
    dockerfile: scratch('ENV A=env', 'ARG A=arg', 'ENV X=$A', 'COPY a.txt /'),
    buildArgs: { A: 'given' },
  },
  {
    title: 'config: global args',
    dockerfile: 'ARG V=1\nARG W=$V.2\nFROM scratch\nARG V\nARG W\nENV X=$V-$W\nCOPY a.txt /\n',
    buildArgs: { V: '7' },
  },
  {
    title: 'config: platform args',
    dockerfile: scratch(
      'ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT',
      'ENV X=$TARGETPLATFORM:$TARGETOS:$TARGETARCH:$TARGETVARIANT',
      'COPY a.txt /',
    ),
  },
  {
    title: 'config: platform args that are not declared',
    dockerfile: scratch('ENV X=[$TARGETARCH]', 'COPY a.txt /'),
  },
  {
    title: 'config: a global TARGETARCH shadows',
    dockerfile: 'ARG TARGETARCH=mine\nFROM scratch\nARG TARGETARCH\nENV X=$TARGETARCH\nCOPY a.txt /\n',
  },
  {
    title: 'config: labels',
    dockerfile: scratch('LABEL a=1', 'LABEL a=2 b="x y"', 'ENV V=v', 'LABEL c=$V', 'COPY a.txt /'),
  },
  {
    title: 'config: labels by option',
    dockerfile: scratch('LABEL a=1 b=1', 'COPY a.txt /'),
    labels: { a: 'option', z: 'new' },
  },
  { title: 'config: workdir', dockerfile: scratch('WORKDIR /a/b', 'WORKDIR c', 'WORKDIR ../d', 'WORKDIR /') },
  { title: 'config: workdir with a variable', dockerfile: scratch('ENV D=/v', 'WORKDIR $D/w') },
  {
    title: 'config: workdir twice and at the end a slash',
    dockerfile: scratch('WORKDIR /a', 'WORKDIR /a/', 'COPY a.txt .'),
  },
  {
    title: 'config: workdir for a user by number',
    dockerfile: scratch('USER 12:13', 'WORKDIR /home/x', 'COPY a.txt .'),
  },
  { title: 'config: user', dockerfile: scratch('USER nobody', 'COPY a.txt /', 'USER 1:2') },
  { title: 'config: user with a variable', dockerfile: scratch('ARG U=5', 'USER $U', 'COPY a.txt /') },
  {
    title: 'config: expose',
    dockerfile: scratch(
      'EXPOSE 80 443/tcp 53/UDP 8000-8002',
      'ENV P="90 91/udp"',
      'EXPOSE $P',
      'COPY a.txt /',
    ),
  },
  { title: 'config: volume', dockerfile: scratch('VOLUME /a /b', 'VOLUME ["/c d"]', 'COPY a.txt /') },
  { title: 'config: stopsignal', dockerfile: scratch('STOPSIGNAL SIGTERM', 'COPY a.txt /') },
  {
    title: 'config: healthcheck',
    dockerfile: scratch(
      'HEALTHCHECK --interval=5s --timeout=1m30s --start-period=100ms --start-interval=2s --retries=4 CMD ["check", "it"]',
      'COPY a.txt /',
    ),
  },
  {
    title: 'config: healthcheck in a shell',
    dockerfile: scratch('HEALTHCHECK CMD check it || exit 1', 'COPY a.txt /'),
  },
  { title: 'config: healthcheck none', dockerfile: scratch('HEALTHCHECK NONE', 'COPY a.txt /') },
  {
    title: 'config: cmd and entrypoint',
    dockerfile: scratch('COPY a.txt /', 'CMD ["x", "y"]', 'ENTRYPOINT ["z"]'),
  },
  {
    title: 'config: cmd and entrypoint in a shell',
    dockerfile: scratch('COPY a.txt /', 'CMD echo "$HOME"', 'ENTRYPOINT exec z'),
  },
  {
    title: 'config: a shell of its own',
    dockerfile: scratch('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'COPY a.txt /', 'CMD a | b'),
  },
  {
    title: 'config: what looks like JSON and is not',
    dockerfile: scratch('COPY a.txt /', "CMD ['single', 'quotes']"),
  },
  { title: 'config: empty cmd', dockerfile: scratch('COPY a.txt /', 'CMD ["x"]', 'CMD []', 'ENTRYPOINT []') },
  { title: 'config: maintainer', dockerfile: scratch('MAINTAINER Me <me@example.com>', 'COPY a.txt /') },
  {
    title: 'config: onbuild of its own',
    dockerfile: scratch('ONBUILD COPY a.txt /later', 'ONBUILD ENV A=b', 'COPY a.txt /'),
  },
  {
    title: 'config: continuations and comments',
    dockerfile:
      '# a comment\nFROM scratch\nENV A=1 \\\n  # between\n  B=2 \\\n\n  C=3\nCOPY a.txt \\\n  /x/\n',
  },
  {
    title: 'config: an escape of its own',
    dockerfile: '# escape=`\nFROM scratch\nENV A=1 `\n  B=c:\\d\nCOPY a.txt /x\n',
  },
  { title: 'config: CRLF', dockerfile: 'FROM scratch\r\nENV A=1\r\nCOPY a.txt /x\r\nCMD ["y"]\r\n' },
  {
    title: 'config: lower case',
    dockerfile: 'from scratch as Final\nenv a=1\ncopy a.txt /x\n',
    target: 'FINAL',
  },
  { title: 'config: a syntax line', dockerfile: '# check=skip=all\nFROM scratch\nCOPY a.txt /x\n' },
];
