import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDigest, OCI_LAYER_GZIP, type Descriptor, type Digest } from '@nx-docker-multiarch/oci/model';

import { writeCacheFile } from './cache-file.js';
import type { LayerHeads } from './layer-heads.js';

/** What a layer was when it was made: enough to refer to it, and to find it where it was pushed. */
export interface KnownLayer {
  readonly diffId: Digest;
  readonly descriptor: Descriptor;
  readonly heads: LayerHeads;
}

/** Layers that were made, by what they were made of, also in earlier runs. */
export interface KnownLayers {
  find(key: string): Promise<KnownLayer | undefined>;
  /** That it can't be kept is no failure: the layer is made again then. */
  keep(key: string, layer: KnownLayer): Promise<void>;
  forget(key: string): Promise<void>;
}

/** In a folder, one small file a layer. `key` is fit for a file's name. */
export function createKnownLayers(folder: string): KnownLayers {
  const fileOf = (key: string): string => join(folder, 'layers', `${key}.json`);
  const forget = (key: string): Promise<void> => rm(fileOf(key), { force: true }).catch(() => undefined);
  return {
    forget,
    async find(key) {
      try {
        return parseLayer(JSON.parse(await readFile(fileOf(key), 'utf8')));
      } catch {
        return undefined;
      }
    },
    async keep(key, { diffId, descriptor: { digest, size }, heads }) {
      const kept = [...heads].map(([path, head]) => [path, Buffer.from(head).toString('base64')]);
      await writeCacheFile(fileOf(key), JSON.stringify({ diffId, digest, size, heads: kept }));
    },
  };
}

function parseLayer(json: unknown): KnownLayer | undefined {
  const { diffId, digest, size, heads } = (json ?? {}) as Record<string, unknown>;
  if (typeof diffId !== 'string' || !isDigest(diffId) || typeof digest !== 'string' || !isDigest(digest))
    return undefined;
  if (!Number.isSafeInteger(size) || !Array.isArray(heads) || !heads.every(isHead)) return undefined;
  return {
    diffId,
    descriptor: { mediaType: OCI_LAYER_GZIP, digest, size: size as number },
    heads: new Map(heads.map(([path, head]) => [path, Buffer.from(head, 'base64')])),
  };
}

function isHead(value: unknown): value is readonly [path: string, head: string] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');
}
