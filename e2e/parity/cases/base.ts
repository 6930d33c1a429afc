import type { ParityCase } from '../parity-case.js';

const on = (base: string, ...lines: string[]): string => [`FROM BASE(${base})`, ...lines, ''].join('\n');

/** What a base with content makes of copies, and what is taken over of its config. */
export const baseCases: readonly ParityCase[] = [
  { title: 'base: as it is', dockerfile: on('plain', 'ENV A=1') },
  { title: 'base: without a PATH', dockerfile: on('no-path', 'ENV B=2') },
  { title: 'base: all of its config', dockerfile: on('full', 'COPY a.txt .') },
  {
    title: 'base: its config, changed',
    dockerfile: on(
      'full',
      'ENV HOME=/h NEW=1',
      'LABEL base=mine',
      'EXPOSE 81',
      'VOLUME /more',
      'USER 0',
      'CMD x',
    ),
  },
  { title: 'base: an entrypoint drops its command', dockerfile: on('full', 'ENTRYPOINT ["/new"]') },
  {
    title: 'base: an own command stays before the entrypoint',
    dockerfile: on('full', 'CMD ["mine"]', 'ENTRYPOINT ["/new"]'),
  },
  { title: 'base: its shell', dockerfile: on('full', 'CMD one two') },
  { title: 'base: healthcheck none', dockerfile: on('full', 'HEALTHCHECK NONE') },
  {
    title: 'base: copy through a link to a folder',
    dockerfile: on('plain', 'COPY run.sh /bin/run', 'COPY dir /bin'),
  },
  {
    title: 'base: copy through an absolute link',
    dockerfile: on('plain', 'COPY run.sh /abs/run', 'COPY dir /abs/sub/'),
  },
  {
    title: 'base: a working directory that a copy with --link has made',
    dockerfile: on('plain', 'COPY --link a.txt /app/', 'WORKDIR /app', 'COPY run.sh ./'),
  },
  {
    title: 'base: a working directory of the base onto which a copy with --link has gone',
    dockerfile: on('plain', 'COPY --link a.txt /srv/app/', 'USER app', 'WORKDIR /srv/app', 'WORKDIR /srv'),
  },
  {
    title: 'base: a working directory that a copy with --link has made of a link',
    dockerfile: on('plain', 'COPY --link a.txt /abs/', 'WORKDIR /abs', 'COPY run.sh ./'),
  },
  { title: 'base: copy through a link that goes up', dockerfile: on('plain', 'COPY run.sh /up/run') },
  {
    title: 'base: copy onto a link to a folder',
    dockerfile: on('plain', 'COPY run.sh /bin', 'COPY run.sh /abs/'),
  },
  { title: 'base: copy onto a link to a file', dockerfile: on('plain', 'COPY a.txt /etc/link') },
  { title: 'base: copy onto a link to nothing', dockerfile: on('plain', 'COPY a.txt /lost') },
  { title: 'base: copy a folder onto a link to nothing', dockerfile: on('plain', 'COPY dir /lost') },
  {
    title: 'base: a folder that would replace a link',
    dockerfile: on('plain', 'COPY tree /'),
    files: { 'tree/bin/x': 'x' },
    expect: 'both fail',
  },
  {
    title: 'base: folders keep mode and owner',
    dockerfile: on('plain', 'COPY a.txt /srv/app/', 'COPY dir /tmp', 'COPY a.txt /srv/new/'),
  },
  {
    title: 'base: a copied folder gives its mode and owner',
    dockerfile: on('plain', 'COPY tree /'),
    files: { 'tree/srv/app/n': 'n' },
  },
  {
    title: 'base: a copied folder with --chown',
    dockerfile: on('plain', 'COPY --chown=3:4 tree /'),
    files: { 'tree/srv/app/n': 'n' },
  },
  { title: 'base: what is gone is gone', dockerfile: on('plain', 'COPY a.txt /gone', 'COPY a.txt /hidden/') },
  { title: 'base: a hard link is replaced alone', dockerfile: on('plain', 'COPY run.sh /usr/bin/same') },
  { title: 'base: workdir that is there', dockerfile: on('plain', 'WORKDIR /srv/app', 'COPY a.txt .') },
  { title: 'base: workdir through a link', dockerfile: on('plain', 'WORKDIR /bin/deep', 'COPY a.txt .') },
  {
    title: 'base: workdir of a user by name',
    dockerfile: on('plain', 'USER app', 'WORKDIR /home/app/x', 'COPY --chown=app a.txt .'),
  },
  {
    title: 'base: workdir of a user and a group',
    dockerfile: on('plain', 'USER app:staff', 'WORKDIR /home/app/x'),
  },
  { title: 'base: its user makes the workdir', dockerfile: on('full', 'WORKDIR /n/m') },
  {
    title: 'base: --chown by name',
    dockerfile: on(
      'plain',
      'COPY --chown=app a.txt /1/',
      'COPY --chown=app:staff a.txt /2/',
      'COPY --chown=mail:mail dir /3',
      'COPY --chown=77:staff a.txt /4',
    ),
  },
  {
    title: 'base: --chown of a name that is not there',
    dockerfile: on('plain', 'COPY --chown=nosuch a.txt /1/'),
    expect: 'unsupported',
  },
  {
    title: 'base: --link looks at nothing',
    dockerfile: on('plain', 'COPY --link a.txt /srv/app/x', 'COPY --link dir /bin/y'),
  },
  {
    title: 'base: --link and then a plain copy',
    dockerfile: on('plain', 'COPY --link dir /bin/y', 'COPY a.txt /bin/z'),
  },
  {
    title: 'base: a plain copy and then --link',
    dockerfile: on('plain', 'COPY a.txt /bin/z', 'COPY --link dir /srv/app'),
  },
  { title: 'base: onbuild', dockerfile: on('onbuild', 'COPY run.sh /after') },
  {
    title: 'base: onbuild that runs',
    dockerfile: on('onbuild-run', 'COPY run.sh /after'),
    expect: 'unsupported',
  },
  {
    title: 'base: a name made of args',
    dockerfile: 'ARG NAME=plain\nARG V=1\nFROM localhost:5000/parity/${NAME}:${V}\nCOPY a.txt /x\n',
  },
  {
    title: 'base: with a platform',
    dockerfile: 'FROM --platform=$TARGETPLATFORM BASE(plain)\nCOPY a.txt /x\n',
  },
  { title: 'base: one that is not there', dockerfile: on('plain-not-there'), expect: 'both fail' },
];
