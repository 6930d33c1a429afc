import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeTar, type TarInput } from '@nx-docker-multiarch/oci/layer';
import type { CaseFile } from './parity-case.js';

/** What the context of every case holds. */
export const COMMON_FILES: Readonly<Record<string, CaseFile>> = {
  'a.txt': 'a',
  'run.sh': { mode: 0o755, text: '#!/bin/sh\n' },
  'with blank.txt': 'blank',
  'dir/b.txt': 'b',
  'dir/sub/c.txt': 'c',
  'dir/sub/x.sh': { mode: 0o755, text: 'x' },
  'dir2/b.txt': 'other b',
  'dir2/sub/d.txt': 'd',
  link: '-> a.txt',
  dirlink: '-> dir',
  'links/in': '-> ../a.txt',
  'links/dir': '-> ../dir',
  'links/dangling': '-> nowhere',
  'links/outside': '-> ../../../outside',
  'links/absolute': '-> /etc/hostname',
  'links/b.txt': '-> ../a.txt',
};

/** Writes files below a folder, all of them with modes that git knows. */
export async function writeFiles(folder: string, files: Readonly<Record<string, CaseFile>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, file] of Object.entries(files)) await write(path.join(folder, name), file, folder);
}

async function write(target: string, file: CaseFile, root: string): Promise<void> {
  const isFolder = Array.isArray(file) || (typeof file === 'object' && 'folder' in file);
  await makeFolders(isFolder ? target : path.dirname(target), root);
  if (isFolder) return;
  if (typeof file === 'string' && file.startsWith('-> ')) return symlink(file.slice(3), target);
  await writeFile(target, await contentOf(file));
  await chmod(target, typeof file === 'object' && 'mode' in file ? file.mode : 0o644);
}

async function makeFolders(folder: string, root: string): Promise<void> {
  const names = path.relative(root, folder).split(path.sep);
  for (let depth = 0; depth <= names.length; depth++) {
    const each = path.join(root, ...names.slice(0, depth));
    await mkdir(each, { recursive: true });
    await chmod(each, 0o755);
  }
}

async function contentOf(file: CaseFile): Promise<Uint8Array> {
  if (typeof file === 'string') return Buffer.from(file);
  if ('text' in file) return Buffer.from(file.text);
  if (!('tar' in file)) throw new Error('a file of no kind');
  const pieces: Uint8Array[] = [];
  for await (const piece of writeTar(Object.entries(file.tar).map(toEntry))) pieces.push(piece);
  return file.gzip ? gzipSync(Buffer.concat(pieces)) : Buffer.concat(pieces);
}

function toEntry([name, file]: [string, CaseFile]): TarInput {
  if (typeof file === 'string' && file.startsWith('-> '))
    return { path: name, type: 'symlink', linkTarget: file.slice(3) };
  if (typeof file === 'string') return { path: name, type: 'file', content: Buffer.from(file) };
  if ('text' in file) return { path: name, type: 'file', mode: file.mode, content: Buffer.from(file.text) };
  if ('folder' in file) return { path: name, type: 'directory', mode: file.folder };
  throw new Error(`nothing for a tar: ${name}`);
}
