import type { ParityCase } from '../parity-case.js';

const scratch = (...lines: string[]): string => ['FROM scratch', ...lines, ''].join('\n');

/** The shapes of `COPY` onto nothing. */
export const copyCases: readonly ParityCase[] = [
  { title: 'copy: a file to a new name', dockerfile: scratch('COPY a.txt /x') },
  { title: 'copy: a file into a folder that the slash makes', dockerfile: scratch('COPY a.txt /x/y/') },
  { title: 'copy: to a relative name', dockerfile: scratch('COPY a.txt x/y') },
  { title: 'copy: to the root', dockerfile: scratch('COPY a.txt /', 'COPY a.txt .') },
  {
    title: 'copy: to the dot of a working directory',
    dockerfile: scratch('WORKDIR /w', 'COPY a.txt .', 'COPY dir ./'),
  },
  { title: 'copy: to /. and /x/.', dockerfile: scratch('COPY a.txt /.', 'COPY a.txt /x/.') },
  { title: 'copy: a folder’s contents to a new folder', dockerfile: scratch('COPY dir /x') },
  { title: 'copy: a folder’s contents with a slash', dockerfile: scratch('COPY dir/ /x/') },
  { title: 'copy: a folder onto a folder that is there', dockerfile: scratch('COPY dir /x', 'COPY dir2 /x') },
  { title: 'copy: a folder twice to the same place', dockerfile: scratch('COPY dir /x', 'COPY dir /x') },
  {
    title: 'copy: a file onto an existing folder lands in it',
    dockerfile: scratch('COPY dir /x', 'COPY a.txt /x'),
  },
  { title: 'copy: all of the context', dockerfile: scratch('COPY . /all/') },
  { title: 'copy: all of the context to the root', dockerfile: scratch('COPY . .') },
  { title: 'copy: several files into a folder', dockerfile: scratch('COPY a.txt run.sh dir/b.txt /x/') },
  { title: 'copy: several folders are merged', dockerfile: scratch('COPY dir dir2 /x/') },
  { title: 'copy: a file and a folder', dockerfile: scratch('COPY a.txt dir /x/') },
  { title: 'copy: JSON form with blanks', dockerfile: scratch('COPY ["with blank.txt", "a.txt", "/x y/"]') },
  { title: 'copy: a star', dockerfile: scratch('COPY *.txt /x/') },
  { title: 'copy: a star over folders', dockerfile: scratch('COPY dir* /x/') },
  { title: 'copy: a star in the middle', dockerfile: scratch('COPY d*/b.txt /x/') },
  {
    title: 'copy: a question mark and a class',
    dockerfile: scratch('COPY ?.txt [a-b].txt dir/[^x].txt /x/'),
  },
  { title: 'copy: a star that matches nothing', dockerfile: scratch('COPY a.txt nothing* /x/') },
  { title: 'copy: only a star that matches nothing', dockerfile: scratch('COPY nothing* /x/') },
  { title: 'copy: an escaped class', dockerfile: scratch('COPY [[]q].txt /x/'), files: { '[q].txt': 'q' } },
  { title: 'copy: modes as git sees them', dockerfile: scratch('COPY run.sh a.txt /x/', 'COPY dir /d') },
  { title: 'copy: an absolute source', dockerfile: scratch('COPY /a.txt /x') },
  {
    title: 'copy: a source that goes up stays in the context',
    dockerfile: scratch('COPY ../a.txt /x', 'COPY dir/../a.txt /y'),
  },
  { title: 'copy: a source that is not there', dockerfile: scratch('COPY missing /x'), expect: 'both fail' },
  { title: 'copy: a link is followed', dockerfile: scratch('COPY link /x') },
  { title: 'copy: a link by a star is followed', dockerfile: scratch('COPY lin* /x/') },
  {
    title: 'copy: a link to a folder is followed',
    dockerfile: scratch('COPY dirlink /x', 'COPY dirlink/ /y/'),
  },
  { title: 'copy: through a link to a folder', dockerfile: scratch('COPY dirlink/b.txt /x') },
  { title: 'copy: links in a folder stay links', dockerfile: scratch('COPY links /x') },
  { title: 'copy: a link to nothing', dockerfile: scratch('COPY links/dangling /x'), expect: 'both fail' },
  {
    title: 'copy: a link that leaves the context',
    dockerfile: scratch('COPY links/outside /x'),
    expect: 'both fail',
  },
  {
    title: 'copy: an empty folder',
    dockerfile: scratch('COPY empty /x', 'COPY empty /y/z'),
    files: { empty: [] },
  },
  { title: 'copy: an empty file', dockerfile: scratch('COPY empty.txt /x'), files: { 'empty.txt': '' } },
  { title: 'copy: a name beyond ASCII', dockerfile: scratch('COPY ü.txt /ö/'), files: { 'ü.txt': 'u' } },
  {
    title: 'copy: a path longer than a tar header',
    dockerfile: scratch(`COPY long /${'l'.repeat(60)}/`),
    files: { [`long/${'a'.repeat(120)}/${'b'.repeat(120)}.txt`]: 'long' },
  },
  {
    title: 'copy: a folder onto a file',
    dockerfile: scratch('COPY a.txt /x', 'COPY dir /x'),
    expect: 'both fail',
  },
  {
    title: 'copy: a file onto a folder of that name',
    dockerfile: scratch('COPY dir /x/a.txt', 'COPY a.txt /x'),
    expect: 'both fail',
  },
  {
    title: 'copy: a file where a parent is a file',
    dockerfile: scratch('COPY a.txt /x', 'COPY a.txt /x/y/'),
    expect: 'both fail',
  },
  { title: 'copy: a file replaces a file', dockerfile: scratch('COPY a.txt /x', 'COPY run.sh /x') },
  { title: 'copy: a file replaces a link in a folder', dockerfile: scratch('COPY links /x', 'COPY dir2 /x') },
  {
    title: 'copy: --chown by number',
    dockerfile: scratch('COPY --chown=10:20 dir /x/y', 'COPY --chown=30 a.txt /z/'),
  },
  { title: 'copy: --chown of the group alone', dockerfile: scratch('COPY --chown=:7 a.txt /z/') },
  { title: 'copy: --chown=root without a passwd', dockerfile: scratch('COPY --chown=root:root a.txt /z/') },
  {
    title: 'copy: --chmod in octal',
    dockerfile: scratch('COPY --chmod=640 dir /x/y', 'COPY --chmod=4755 run.sh /s'),
  },
  {
    title: 'copy: --chmod with letters',
    dockerfile: scratch(
      'COPY --chmod=u=rwX,go=rX dir /x',
      'COPY --chmod=go-rx dir /y/z',
      'COPY --chmod=+x a.txt /t',
    ),
  },
  {
    title: 'copy: --chmod onto folders that are there',
    dockerfile: scratch('COPY dir /x', 'COPY --chmod=700 --chown=5:6 dir /x'),
  },
  { title: 'copy: --chmod of links changes nothing', dockerfile: scratch('COPY --chmod=600 links /x') },
  {
    title: 'copy: --link',
    dockerfile: scratch('COPY a.txt /p/', 'COPY --link dir /p/q', 'COPY --link --chown=3:4 a.txt /p/q/r/'),
  },
  { title: 'copy: --link=false', dockerfile: scratch('COPY --link=false dir /p/q') },
  {
    title: 'copy: a heredoc',
    dockerfile: scratch('ARG V=1', 'COPY <<one <<"two" /x/', 'v is $V', 'one', 'v is $V', 'two'),
  },
  {
    title: 'copy: a heredoc to a name',
    dockerfile: scratch('COPY --chmod=750 --chown=9 <<EOF /etc/app.conf', 'a=b', 'EOF'),
  },
  {
    title: 'copy: a heredoc with tabs',
    dockerfile: scratch('COPY <<-EOF /x', '\ttabbed', '\t\ttwice', '\tEOF'),
  },
  {
    title: 'copy: variables in paths',
    dockerfile: scratch('ARG D=dir', 'ENV T=/t/u', 'COPY ${D}/b.txt $T/', 'COPY --chown=${U:-8} a.txt ${T}2'),
  },
  {
    title: 'copy: variables by platform',
    dockerfile: scratch('ARG TARGETARCH', 'COPY bin-$TARGETARCH /bin/app'),
    files: { 'bin-amd64': 'x86', 'bin-arm64': 'arm' },
  },
  {
    title: 'copy: many files into one folder',
    dockerfile: scratch('COPY many /m'),
    files: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`many/${n % 7}/f${n}`, `${n}`])),
  },
  { title: 'copy: through a file', dockerfile: scratch('COPY a.txt/b /x'), expect: 'both fail' },
  {
    title: 'copy: .dockerignore and Dockerfile are files too',
    dockerfile: scratch('COPY Dockerfile .dockerignore /x/'),
    files: { '.dockerignore': 'nothing\n' },
  },
];
