import { digestOf } from './digest.js';
import {
  describeDocument,
  isIndex,
  MAX_DOCUMENT_BYTES,
  parseDocument,
  parseIndex,
  parseJson,
  parseManifest,
  type EncodedDocument,
} from './document.js';
import { DOCKER_INDEX, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-types.js';

const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf('config'), size: 6 };
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf('layer'), size: 5 };
const child = { mediaType: OCI_MANIFEST, digest: digestOf('child'), size: 5 };
const manifest = { schemaVersion: 2, config, layers: [layer] };
const index = { schemaVersion: 2, manifests: [child] };

describe('parseDocument', () => {
  it.each([OCI_MANIFEST, DOCKER_MANIFEST])('reads a manifest that came as %s', (mediaType) => {
    for (const json of [manifest, { ...manifest, mediaType }])
      expect(parseDocument(encode(json, mediaType))).toEqual({ ...manifest, mediaType });
  });

  it.each([OCI_INDEX, DOCKER_INDEX])('reads an index that came as %s', (mediaType) => {
    for (const json of [index, { ...index, mediaType }])
      expect(parseDocument(encode(json, mediaType))).toEqual({ ...index, mediaType });
  });

  it('keeps annotations, artifact types and the members of descriptors', () => {
    const annotations = { title: 'x' };
    const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    const foreign = { ...layer, urls: ['https://example.com/x'], annotations };
    const parsed = parseDocument(
      encode({ ...manifest, artifactType: 'a/b', annotations, layers: [foreign] }, OCI_MANIFEST),
    );
    expect(parsed).toMatchObject({ artifactType: 'a/b', annotations, layers: [foreign] });
    const children = [{ ...child, platform }];
    expect(parseDocument(encode({ ...index, annotations, manifests: children }, OCI_INDEX))).toMatchObject({
      annotations,
      manifests: [{ platform: { os: 'linux', architecture: 'arm64' } }],
    });
  });

  it('takes the null that Go writes for an empty list', () => {
    expect(parseIndex(encode({ ...index, manifests: null }, OCI_INDEX)).manifests).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a manifest and an index (CVE-2021-41190)', { ...manifest, ...index }, OCI_INDEX],
    ['an index with a config (CVE-2021-41190)', { ...index, config }, OCI_INDEX],
    [
      'an index with layers that came as a manifest (CVE-2021-41190)',
      { ...manifest, manifests: [] },
      OCI_MANIFEST,
    ],
    ['an index that came as a manifest', { ...index, mediaType: OCI_INDEX }, OCI_MANIFEST],
    ['an index without media type that came as a manifest', index, OCI_MANIFEST],
    ['a manifest without media type that came as an index', manifest, OCI_INDEX],
    ["Docker's media type where it came as OCI's", { ...manifest, mediaType: DOCKER_MANIFEST }, OCI_MANIFEST],
    ['a media type that is no text', { ...manifest, mediaType: 7 }, OCI_MANIFEST],
    ['schema version 1', { ...manifest, schemaVersion: 1 }, OCI_MANIFEST],
    ['no schema version', { config, layers: [] }, OCI_MANIFEST],
    ['no config', { schemaVersion: 2, layers: [] }, OCI_MANIFEST],
    ['layers that are no list', { ...manifest, layers: {} }, OCI_MANIFEST],
    [
      'a digest that is a path (CVE-2024-3727)',
      { ...manifest, config: { ...config, digest: '../x' } },
      OCI_MANIFEST,
    ],
    ['a negative size', { ...manifest, config: { ...config, size: -1 } }, OCI_MANIFEST],
    ['a size that is no whole number', { ...manifest, config: { ...config, size: 1.5 } }, OCI_MANIFEST],
    [
      'a descriptor without media type',
      { ...index, manifests: [{ ...child, mediaType: undefined }] },
      OCI_INDEX,
    ],
    [
      'a platform without architecture',
      { ...index, manifests: [{ ...child, platform: { os: 'x' } }] },
      OCI_INDEX,
    ],
    ['annotations that are no texts', { ...index, annotations: { a: 1 } }, OCI_INDEX],
    ['another kind of document', manifest, 'application/json'],
    ['a list', [], OCI_MANIFEST],
  ])('refuses %s', (_what, json, mediaType) => {
    expect(() => parseDocument(encode(json, mediaType))).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }) as Error,
    );
  });
});

describe('parseManifest and parseIndex', () => {
  it('take their own kind only', () => {
    expect(isIndex(parseIndex(encode(index, OCI_INDEX)))).toBe(true);
    expect(isIndex(parseManifest(encode(manifest, OCI_MANIFEST)))).toBe(false);
    expect(() => parseManifest(encode(index, OCI_INDEX))).toThrow('an index where a manifest is needed');
    expect(() => parseIndex(encode(manifest, OCI_MANIFEST))).toThrow('a manifest where an index is needed');
  });
});

describe('parseJson', () => {
  it.each<[string, Uint8Array, string]>([
    ['what is not JSON', Buffer.from('{'), 'DOCUMENT_INVALID'],
    ['what is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'DOCUMENT_INVALID'],
    ['what is too large, before it is read', Buffer.alloc(MAX_DOCUMENT_BYTES + 1, ' '), 'CONTENT_TOO_LARGE'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(() => parseJson(bytes, 'config')).toThrow(expect.objectContaining({ code }) as Error);
  });
});

function encode(json: unknown, mediaType: string): EncodedDocument {
  return describeDocument(Buffer.from(JSON.stringify(json)), mediaType);
}
