import { OciError } from '../errors/index.js';
import { isDigest, type Digest } from './digest.js';
import { normalizePlatform, type Platform } from './platform.js';

/** Points to content and says what it is (image-spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  /** Where else a foreign layer could be had. Never followed. */
  readonly urls?: readonly string[];
}

/** Reads one descriptor of a document. `where` names it in the error. Errors: `DOCUMENT_INVALID`. */
export function parseDescriptor(value: unknown, where: string): Descriptor {
  const { mediaType, digest, size, platform, annotations, artifactType, urls } = asRecord(value, where);
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isDigest(digest)) {
    throw invalidDocument(where, 'a descriptor needs a media type and a sha256 digest');
  }
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw invalidDocument(where, 'a size must be a number of bytes');
  return {
    mediaType,
    digest,
    size: size as number,
    ...(platform !== undefined && { platform: parsePlatformMember(platform, `${where}.platform`) }),
    ...(annotations !== undefined && { annotations: asTextRecord(annotations, `${where}.annotations`) }),
    ...(typeof artifactType === 'string' && { artifactType }),
    ...(urls !== undefined && { urls: asTextList(urls, `${where}.urls`) }),
  };
}

/** Reads the platform members of a descriptor or an image config. Errors: `DOCUMENT_INVALID`. */
export function parsePlatformMember(value: unknown, where: string): Platform {
  const { os, architecture, variant, ...more } = asRecord(value, where);
  const version = more['os.version'];
  const features = asTextList(more['os.features'], `${where}.os.features`);
  if (typeof os !== 'string' || typeof architecture !== 'string')
    throw invalidDocument(where, 'os and architecture are missing');
  return normalizePlatform({
    os,
    architecture,
    ...(typeof variant === 'string' && variant !== '' && { variant }),
    ...(typeof version === 'string' && version !== '' && { 'os.version': version }),
    ...(features.length > 0 && { 'os.features': features }),
  });
}

export function asRecord(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalidDocument(where, 'not an object');
}

export function asTextList(value: unknown, where: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw invalidDocument(where, 'not a list of texts');
}

export function asTextRecord(value: unknown, where: string): Readonly<Record<string, string>> {
  if (value === null || value === undefined) return {};
  const record = asRecord(value, where);
  if (Object.values(record).every((item) => typeof item === 'string'))
    return record as Record<string, string>;
  throw invalidDocument(where, 'not a map of texts');
}

export function invalidDocument(where: string, reason: string): OciError {
  return new OciError('DOCUMENT_INVALID', `Reading ${where}: ${reason}`);
}
