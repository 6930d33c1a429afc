import type { ParityCase } from '../parity-case.js';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

/** Stages, named contexts, and images to copy from. */
export const stageCases: readonly ParityCase[] = [
  {
    title: 'stages: copy from a stage',
    dockerfile: lines('FROM scratch AS a', 'COPY dir /d', 'FROM scratch', 'COPY --from=a /d /e'),
  },
  {
    title: 'stages: copy from a stage by index',
    dockerfile: lines('FROM scratch', 'COPY a.txt /x', 'FROM scratch', 'COPY --from=0 /x /y'),
  },
  {
    title: 'stages: owners and modes come along',
    dockerfile: lines(
      'FROM scratch AS a',
      'COPY --chown=7:8 --chmod=4750 run.sh /s/',
      'FROM scratch',
      'COPY --from=a /s /t',
      'COPY --from=a /s/run.sh /u',
    ),
  },
  {
    title: 'stages: built on a stage',
    dockerfile: lines(
      'FROM scratch AS a',
      'WORKDIR /w',
      'ENV A=1',
      'ARG B=2',
      'COPY a.txt .',
      'FROM a',
      'ENV C=$A$B',
      'COPY run.sh .',
    ),
  },
  {
    title: 'stages: a command is inherited and dropped',
    dockerfile: lines('FROM scratch AS a', 'COPY a.txt /', 'CMD ["x"]', 'FROM a', 'ENTRYPOINT ["y"]'),
  },
  {
    title: 'stages: onbuild of a stage',
    dockerfile: lines(
      'FROM scratch AS a',
      'ONBUILD COPY a.txt /late',
      'COPY a.txt /x',
      'FROM a',
      'COPY run.sh /y',
    ),
  },
  {
    title: 'stages: one that is not needed may run',
    dockerfile: lines('FROM BASE(plain) AS test', 'RUN exit 1', 'FROM scratch', 'COPY a.txt /x'),
  },
  {
    title: 'stages: a target in the middle',
    dockerfile: lines('FROM scratch AS a', 'COPY a.txt /x', 'FROM scratch AS b', 'COPY run.sh /y'),
    target: 'a',
  },
  {
    title: 'stages: names in any case',
    dockerfile: lines('FROM scratch AS Build', 'COPY a.txt /x', 'FROM scratch', 'COPY --from=BUILD /x /y'),
  },
  {
    title: 'stages: a global arg chooses the stage',
    dockerfile: lines(
      'ARG WHICH=one',
      'FROM scratch AS one',
      'ENV N=1',
      'COPY a.txt /',
      'FROM scratch AS two',
      'ENV N=2',
      'COPY run.sh /',
      'FROM ${WHICH}',
      'ENV M=$N',
    ),
    buildArgs: { WHICH: 'two' },
  },
  {
    title: 'stages: copy from an image',
    dockerfile: lines(
      'FROM scratch',
      'COPY --from=BASE(plain) /etc/passwd /p',
      'COPY --from=BASE(plain) /usr/bin /b',
    ),
  },
  {
    title: 'stages: copy from an image through links',
    dockerfile: lines(
      'FROM scratch',
      'COPY --from=BASE(plain) /bin/tool /t1',
      'COPY --from=BASE(plain) /abs/same /t2',
      'COPY --from=BASE(plain) /etc/link /p',
    ),
  },
  {
    title: 'stages: copy a folder of links and owners from an image',
    dockerfile: lines('FROM scratch', 'COPY --from=BASE(plain) /srv /s', 'COPY --from=BASE(plain) /etc /e'),
  },
  { title: 'stages: copy all of an image', dockerfile: lines('FROM scratch', 'COPY --from=BASE(plain) / /') },
  {
    title: 'stages: copy from an image with a star',
    dockerfile: lines(
      'FROM scratch',
      'COPY --from=BASE(plain) /etc/* /e/',
      'COPY --from=BASE(plain) /b*/to* /t/',
    ),
  },
  {
    title: 'stages: copy from a base with --chown',
    dockerfile: lines('FROM BASE(plain) AS a', 'FROM scratch', 'COPY --from=a --chown=1:2 /srv/app /s'),
  },
  {
    title: 'stages: copy what was copied over a base',
    dockerfile: lines(
      'FROM BASE(plain) AS a',
      'COPY dir /srv/app',
      'FROM BASE(plain)',
      'COPY --from=a /srv/app /srv/app',
    ),
  },
  {
    title: 'stages: copy of --link',
    dockerfile: lines(
      'FROM BASE(plain) AS a',
      'COPY dir /d',
      'FROM BASE(plain)',
      'COPY --link --from=a /d /bin/d',
    ),
  },
  {
    title: 'stages: a context in the place of a stage that runs',
    dockerfile: lines(
      'FROM BASE(plain) AS build',
      'RUN make',
      'FROM scratch',
      'COPY --from=build /out/app /app',
    ),
    contexts: { build: { 'out/app': { mode: 0o755, text: 'built' } } },
  },
  {
    title: 'stages: a named context',
    dockerfile: lines('FROM scratch', 'COPY --from=assets . /a/', 'COPY --from=assets sub/x /y'),
    contexts: { assets: { 'sub/x': 'x', z: '-> sub/x' } },
  },
  {
    title: 'stages: a named context with an ignore file',
    dockerfile: lines('FROM scratch', 'COPY --from=assets . /a/'),
    contexts: { assets: { '.dockerignore': '*.log\n', 'x.log': 'log', 'x.txt': 'txt' } },
  },
  {
    title: 'stages: an image context in the place of a base',
    dockerfile: lines('FROM busybox', 'COPY a.txt /x'),
    contexts: { busybox: 'docker-image://BASE(full)' },
  },
  {
    title: 'stages: an image context to copy from',
    dockerfile: lines('FROM scratch', 'COPY --from=other /etc/passwd /p'),
    contexts: { other: 'docker-image://BASE(plain)' },
  },
  {
    title: 'stages: a stage before itself',
    dockerfile: lines('FROM scratch AS a', 'COPY --from=b /x /y', 'FROM scratch AS b', 'COPY a.txt /x'),
    target: 'a',
    expect: 'both fail',
  },
  { title: 'stages: what runs', dockerfile: lines('FROM BASE(plain)', 'RUN true'), expect: 'unsupported' },
  {
    title: 'stages: a missing file in a stage',
    dockerfile: lines('FROM scratch AS a', 'COPY a.txt /x', 'FROM scratch', 'COPY --from=a /nothing /y'),
    expect: 'both fail',
  },
];
