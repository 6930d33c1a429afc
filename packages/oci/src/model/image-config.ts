import { asRecord, asTextList, invalidDocument, parsePlatformMember } from './descriptor.js';
import { isDigest, type Digest } from './digest.js';
import { parseJson } from './document.js';
import type { Platform } from './platform.js';

/** What this product reads of an image config (image-spec, config.md). */
export interface ImageConfig {
  readonly platform: Platform;
  /** Digests of the uncompressed layers, base first. */
  readonly diffIds: readonly Digest[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `NAME=value`, in the order given. */
  readonly env: readonly string[];
  /** `/` where the config names none. */
  readonly workingDir: string;
}

/** Reads an image config. `where` names it in errors. Errors: `CONTENT_TOO_LARGE`, `DOCUMENT_INVALID`. */
export function parseImageConfig(bytes: Uint8Array, where: string): ImageConfig {
  const json = asRecord(parseJson(bytes, where), where);
  const config = asRecord(json['config'] ?? {}, `${where}.config`);
  const rootfs = asRecord(json['rootfs'], `${where}.rootfs`);
  const diffIds = asTextList(rootfs['diff_ids'], `${where}.rootfs.diff_ids`);
  if (!diffIds.every(isDigest)) throw invalidDocument(`${where}.rootfs.diff_ids`, 'not sha256 digests');
  const workingDir = config['WorkingDir'];
  return {
    platform: parsePlatformMember(json, where),
    diffIds,
    entrypoint: asTextList(config['Entrypoint'], `${where}.config.Entrypoint`),
    cmd: asTextList(config['Cmd'], `${where}.config.Cmd`),
    env: asTextList(config['Env'], `${where}.config.Env`),
    workingDir: typeof workingDir === 'string' && workingDir !== '' ? workingDir : '/',
  };
}
