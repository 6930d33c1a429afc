import * as mediaTypes from './media-types.js';

describe('media types', () => {
  it.each<[string, boolean, boolean]>([
    [mediaTypes.OCI_INDEX, true, false],
    [mediaTypes.DOCKER_INDEX, true, false],
    [mediaTypes.OCI_MANIFEST, false, true],
    [mediaTypes.DOCKER_MANIFEST, false, true],
    [mediaTypes.OCI_CONFIG, false, false],
    [mediaTypes.OCI_LAYER_GZIP, false, false],
    ['application/json', false, false],
  ])('%s: an index %s, a manifest %s', (mediaType, isIndex, isManifest) => {
    expect(mediaTypes.isIndexMediaType(mediaType)).toBe(isIndex);
    expect(mediaTypes.isManifestMediaType(mediaType)).toBe(isManifest);
    expect(mediaTypes.isDocumentMediaType(mediaType)).toBe(isIndex || isManifest);
    expect(mediaTypes.DOCUMENT_MEDIA_TYPES.includes(mediaType)).toBe(isIndex || isManifest);
  });
});
