import { OciError } from '../errors/index.js';
import { asRecord, asTextRecord, invalidDocument, parseDescriptor, type Descriptor } from './descriptor.js';
import { digestOf } from './digest.js';
import { isIndexMediaType, isManifestMediaType } from './media-types.js';

/** An image manifest (image-spec, manifest.md). */
export interface ImageManifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image index, or Docker's manifest list (image-spec, image-index.md). */
export interface ImageIndex {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The exact bytes of a manifest or an index, and what describes them. */
export interface EncodedDocument {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** No manifest, index or config larger than this is read. */
export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

/** Describes bytes that are a document of `mediaType`. */
export function describeDocument(bytes: Uint8Array, mediaType: string): EncodedDocument {
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}

export function isIndex(document: ImageManifest | ImageIndex): document is ImageIndex {
  return 'manifests' in document;
}

/**
 * Reads a manifest or an index. What it says of its own media type must be what it came as, and it cannot be
 * both: otherwise two clients could see two images (CVE-2021-41190). Errors: `DOCUMENT_INVALID`.
 */
export function parseDocument({ descriptor, bytes }: EncodedDocument): ImageManifest | ImageIndex {
  const where = `manifest ${descriptor.digest}`;
  const json = asRecord(parseJson(bytes, where), where);
  const { schemaVersion, mediaType = descriptor.mediaType, annotations } = json;
  if (schemaVersion !== 2)
    throw invalidDocument(where, `schema version ${JSON.stringify(schemaVersion)} is not 2`);
  if (mediaType !== descriptor.mediaType) {
    throw invalidDocument(
      where,
      `it came as ${descriptor.mediaType} and says it is ${JSON.stringify(mediaType)}`,
    );
  }
  if ('manifests' in json && ('layers' in json || 'config' in json))
    throw invalidDocument(where, 'both a manifest and an index');
  const common = {
    schemaVersion,
    mediaType: descriptor.mediaType,
    ...(annotations !== undefined && { annotations: asTextRecord(annotations, `${where}.annotations`) }),
  } as const;
  if (isIndexMediaType(descriptor.mediaType))
    return { ...common, manifests: parseDescriptors(json['manifests'], `${where}.manifests`) };
  if (!isManifestMediaType(descriptor.mediaType))
    throw invalidDocument(where, `${descriptor.mediaType} is neither a manifest nor an index`);
  return {
    ...common,
    ...(typeof json['artifactType'] === 'string' && { artifactType: json['artifactType'] }),
    config: parseDescriptor(json['config'], `${where}.config`),
    layers: parseDescriptors(json['layers'], `${where}.layers`),
  };
}

/** As `parseDocument`, for where only a manifest will do. Errors: `DOCUMENT_INVALID`. */
export function parseManifest(encoded: EncodedDocument): ImageManifest {
  const document = parseDocument(encoded);
  if (isIndex(document))
    throw invalidDocument(`manifest ${encoded.descriptor.digest}`, 'an index where a manifest is needed');
  return document;
}

/** As `parseDocument`, for where only an index will do. Errors: `DOCUMENT_INVALID`. */
export function parseIndex(encoded: EncodedDocument): ImageIndex {
  const document = parseDocument(encoded);
  if (!isIndex(document))
    throw invalidDocument(`manifest ${encoded.descriptor.digest}`, 'a manifest where an index is needed');
  return document;
}

/** JSON of untrusted bytes. Errors: `CONTENT_TOO_LARGE`, `DOCUMENT_INVALID`. */
export function parseJson(bytes: Uint8Array, where: string): unknown {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new OciError(
      'CONTENT_TOO_LARGE',
      `Reading ${where}: ${bytes.length} bytes are more than ${MAX_DOCUMENT_BYTES}`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new OciError('DOCUMENT_INVALID', `Reading ${where}: not JSON`, { cause });
  }
}

function parseDescriptors(value: unknown, where: string): readonly Descriptor[] {
  // Go writes an empty list that was never made as null; umoci's new layouts have one.
  if (value === null) return [];
  if (!Array.isArray(value)) throw invalidDocument(where, 'not a list');
  return value.map((item, position) => parseDescriptor(item, `${where}[${position}]`));
}
