import type { CaseFile, ParityCase } from '../parity-case.js';

const scratch = (...lines: string[]): string => ['FROM scratch', ...lines, ''].join('\n');
const TAR: Readonly<Record<string, CaseFile>> = {
  'top.txt': 'top',
  deep: { folder: 0o750 },
  'deep/run': { mode: 0o4755, text: 'run' },
  'deep/link': '-> run',
};

/** `ADD`: as `COPY`, and archives are unpacked. */
export const addCases: readonly ParityCase[] = [
  { title: 'add: a file', dockerfile: scratch('ADD a.txt /x/') },
  { title: 'add: a folder', dockerfile: scratch('ADD dir /x') },
  { title: 'add: a tar', dockerfile: scratch('ADD t.tar /x'), files: { 't.tar': { tar: TAR } } },
  {
    title: 'add: a tar with gzip',
    dockerfile: scratch('ADD t.tgz /x/y/'),
    files: { 't.tgz': { tar: TAR, gzip: true } },
  },
  {
    title: 'add: a tar by a star, with a file',
    dockerfile: scratch('ADD t.* a.txt /x/'),
    files: { 't.tar': { tar: TAR } },
  },
  {
    title: 'add: a tar with --chown',
    dockerfile: scratch('ADD --chown=3:4 t.tar /x'),
    files: { 't.tar': { tar: TAR } },
  },
  {
    title: 'add: a tar with --chmod',
    dockerfile: scratch('ADD --chmod=711 t.tar /x'),
    files: { 't.tar': { tar: TAR } },
  },
  {
    title: 'add: a tar onto what is there',
    dockerfile: scratch('COPY dir /x/deep', 'ADD t.tar /x'),
    files: { 't.tar': { tar: TAR } },
  },
  {
    title: 'add: a tar whose file replaces a folder',
    dockerfile: scratch('COPY dir /x/top.txt', 'ADD t.tar /x'),
    files: { 't.tar': { tar: TAR } },
  },
  {
    title: 'add: a tar onto a base with links',
    dockerfile: 'FROM BASE(plain)\nADD t.tar /\n',
    files: { 't.tar': { tar: { 'bin/new': 'new' } } },
  },
  {
    title: 'add: a tar with --link',
    dockerfile: 'FROM BASE(plain)\nADD --link t.tar /srv\n',
    files: { 't.tar': { tar: TAR } },
  },
  {
    title: 'add: what is only called a tar',
    dockerfile: scratch('ADD t.tar /x/'),
    files: { 't.tar': 'no tar at all' },
  },
  {
    title: 'add: a gzip that is no tar',
    dockerfile: scratch('ADD t.gz /x/'),
    files: { 't.gz': { tar: {}, gzip: true } },
  },
  {
    title: 'add: an archive within a folder stays one',
    dockerfile: scratch('ADD d /x/'),
    files: { 'd/t.tar': { tar: TAR } },
  },
  { title: 'add: an address', dockerfile: scratch('ADD http://127.0.0.1:9/x /x'), expect: 'unsupported' },
  {
    title: 'add: copying a tar does not unpack it',
    dockerfile: scratch('COPY t.tar /x/'),
    files: { 't.tar': { tar: TAR } },
  },
];
