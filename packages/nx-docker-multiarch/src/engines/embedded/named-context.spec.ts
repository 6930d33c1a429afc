import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatReference, type Reference } from '@nx-docker-multiarch/oci/model';
import { createLayoutStore, createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { imageOfContext, imageSource, kindOfContext } from './named-context.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const openRepository = (reference: Reference) => createMemoryStore(formatReference(reference));

it.each([
  [undefined, 'other'],
  ['/ws/dist/api', 'folder'],
  ['C:\\ws\\dist', 'folder'],
  ['docker-image://alpine', 'image'],
  ['oci-layout:///ws/dist/base', 'image'],
  ['https://a.test/x.git', 'other'],
  ['target:base', 'other'],
])('the context %s is %s', (value, kind) => {
  expect(kindOfContext(value)).toBe(kind);
});

describe('the image that is named', () => {
  it.each([
    ['alpine', 'docker.io/library/alpine:latest', 'latest'],
    ['localhost:5000/a/b:1', 'localhost:5000/a/b:1', '1'],
    [`a/b:1@${DIGEST}`, `docker.io/a/b:1@${DIGEST}`, DIGEST],
    [`a/b@${DIGEST}`, `docker.io/a/b@${DIGEST}`, DIGEST],
  ])('by %s, with or without docker-image://', (text, name, tagOrDigest) => {
    expect(imageSource(text, openRepository)).toMatchObject({ name, tagOrDigest });
    expect(imageOfContext(`docker-image://${text}`, openRepository)).toMatchObject({ name, tagOrDigest });
  });

  it('is refused if it is no reference', () => {
    expect(() => imageSource('NOT A NAME', openRepository)).toThrow(
      expect.objectContaining({ code: 'REFERENCE_INVALID' }) as Error,
    );
  });

  it.each([
    ['', 'latest'],
    [':1.0', '1.0'],
    [`@${DIGEST}`, DIGEST],
    [`:1.0@${DIGEST}`, DIGEST],
  ])('by a layout with %j behind its folder', async (suffix, tagOrDigest) => {
    const folder = await mkdtemp(join(tmpdir(), 'layout-'));
    try {
      const layout = createLayoutStore(folder);
      const index = await sampleIndex(
        layout,
        [await sampleImage(layout, { platform: 'linux/arm64' })],
        '1.0',
      );
      const source = imageOfContext(`oci-layout://${folder}${suffix}`, openRepository);
      expect(source.tagOrDigest).toBe(tagOrDigest);
      expect(await source.store.resolve('1.0')).toMatchObject({ digest: index.digest });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
