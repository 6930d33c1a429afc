import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseJson, parseManifest, type Descriptor } from '@nx-docker-multiarch/oci/model';
import { readSmallBlob, type ImageStore } from '@nx-docker-multiarch/oci/store';

/** An image as a container of it would find it: for comparing what two engines made. Layers are small ones. */
export interface FlatImage {
  /** `path` → `type mode uid:gid content`, of all files. */
  readonly files: ReadonlyMap<string, string>;
  readonly layers: number;
  /** The config's members, without those that name the layers. */
  readonly config: Record<string, unknown>;
}

interface TarFile {
  readonly name: string;
  readonly flag: string;
  readonly mode: number;
  readonly owner: string;
  readonly linkName: string;
  readonly content: Uint8Array;
}

/** Reads and unpacks an image by its own means: none of the product's layer code takes part. */
export async function flattenImage(manifest: Descriptor, store: ImageStore): Promise<FlatImage> {
  const { config, layers } = parseManifest(await store.readManifest(manifest.digest));
  const files = new Map<string, string>();
  for (const layer of layers) {
    const pieces: Uint8Array[] = [];
    for await (const piece of store.readBlob(layer)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    unpack(layer.mediaType.endsWith('+gzip') ? gunzipSync(bytes) : bytes, files);
  }
  const json = parseJson(await readSmallBlob(store, config), 'config') as Record<string, unknown>;
  return { files, layers: layers.length, config: json };
}

function unpack(tar: Buffer, files: Map<string, string>): void {
  const entries = [...readTar(tar)];
  for (const { name } of entries) whiteOut(name, files);
  for (const { name, flag, mode, owner, linkName, content } of entries) {
    if (name === '' || name.split('/').at(-1)?.startsWith('.wh.')) continue;
    const folder = name.split('/').slice(0, -1).join('/');
    if (folder !== '' && !files.get(folder)?.startsWith('directory'))
      throw new Error(`/${name} is in a layer, and /${folder} is no folder: ${files.get(folder)}`);
    const meta = `${mode.toString(8)} ${owner}`;
    if (flag === '1') files.set(name, files.get(linkName) ?? `a hard link to nothing: ${linkName}`);
    else if (flag === '5') {
      if (!files.get(name)?.startsWith('directory')) removeBelow(name, files);
      files.set(name, `directory ${meta}`);
    } else {
      removeBelow(name, files);
      files.set(name, flag === '2' ? `link ${owner} ${linkName}` : `file${flag} ${meta} ${digest(content)}`);
    }
  }
}

function whiteOut(name: string, files: Map<string, string>): void {
  const [, folder = '', hidden] = /^(.*?)\/?\.wh\.([^/]+)$/.exec(name) ?? [];
  if (hidden === '.wh..opq') removeBelow(folder, files);
  else if (hidden !== undefined) {
    const path = folder === '' ? hidden : `${folder}/${hidden}`;
    files.delete(path);
    removeBelow(path, files);
  }
}

function removeBelow(folder: string, files: Map<string, string>): void {
  for (const path of [...files.keys()]) if (path.startsWith(`${folder}/`)) files.delete(path);
}

function* readTar(tar: Buffer): Generator<TarFile> {
  let records = new Map<string, string>();
  for (let at = 0; at + 512 <= tar.length;) {
    const header = tar.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) return;
    const text = (from: number, length: number): string =>
      header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
    const number = (from: number, length: number): number =>
      Number.parseInt(text(from, length).trim() || '0', 8);
    const size = Number(records.get('size') ?? number(124, 12));
    const content = tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
    const flag = text(156, 1) || '0';
    if (flag === 'x') {
      records = readPax(content);
      continue;
    }
    const prefix = text(345, 155);
    const name = records.get('path') ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    yield {
      name: name.replace(/^\.?\//, '').replace(/\/$/, ''),
      flag,
      mode: number(100, 8) & 0o7777,
      owner: `${records.get('uid') ?? number(108, 8)}:${records.get('gid') ?? number(116, 8)}`,
      linkName: records.get('linkpath') ?? text(157, 100),
      content,
    };
    records = new Map();
  }
}

function readPax(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length;) {
    const length = Number.parseInt(content.toString('latin1', at, at + 10), 10);
    const record = content
      .toString('utf8', at, at + length)
      .replace(/^\d+ /, '')
      .replace(/\n$/, '');
    records.set(record.slice(0, record.indexOf('=')), record.slice(record.indexOf('=') + 1));
    at += length;
  }
  return records;
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
