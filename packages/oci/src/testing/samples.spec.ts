import { inflateLayer, readTarEntries } from '../layer/index.js';
import { digestOf, parseDocument, parseManifest } from '../model/index.js';
import { createMemoryStore, readImageConfig, verifyImage } from '../store/index.js';
import { readAll } from './content.js';
import { sampleAttestation, sampleImage, sampleIndex } from './samples.js';

const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];

describe('a sample image', () => {
  it('holds its files, in the order given, whiteouts and links too', async () => {
    const store = createMemoryStore();
    const { layers, diffIds } = await sampleImage(store, {
      platform: 'linux/amd64',
      layers: [
        {
          'bin/': {},
          'bin/tool': { content: 'binary', mode: 0o755 },
          'bin/link': { link: 'tool' },
          'bin/same': { hardLink: 'bin/tool' },
          'etc/.wh.motd': '',
        },
      ],
    });
    const tar = await readAll(inflateLayer(store.readBlob(layers[0]!)));
    expect(digestOf(tar)).toBe(diffIds[0]);
    const found = [];
    for await (const { path, type, mode, linkTarget } of readTarEntries(
      inflateLayer(store.readBlob(layers[0]!)),
      { maxEntries: 9, maxBytes: 99_999 },
    ))
      found.push([path, type, mode, linkTarget]);
    expect(found).toEqual([
      ['bin', 'directory', 0o755, undefined],
      ['bin/tool', 'file', 0o755, undefined],
      ['bin/link', 'symlink', 0o777, 'tool'],
      ['bin/same', 'hardlink', 0o644, 'bin/tool'],
      ['etc/.wh.motd', 'file', 0o644, undefined],
    ]);
  });

  it('stands on its base, and says what it runs', async () => {
    const store = createMemoryStore();
    const base = await sampleImage(store, {
      platform: platforms[0]!,
      layers: [{ base: '1' }, { base: '2' }],
    });
    const run = { entrypoint: ['/app'], cmd: ['-v'], env: ['A=b'], workingDir: '/work' };
    const image = await sampleImage(store, { platform: platforms[0]!, base, layers: [{ app: '' }], ...run });
    const manifest = parseManifest(await store.readManifest(image.manifest.digest));
    expect(manifest.layers.slice(0, 2)).toEqual(base.layers);
    expect(await readImageConfig(store, manifest)).toEqual({
      platform: platforms[0],
      diffIds: image.diffIds,
      ...run,
    });
    expect(image.diffIds).toHaveLength(3);
  });

  it('is the same each time, and another for another platform', async () => {
    const digests = [];
    for (const platform of ['linux/amd64', 'linux/amd64', 'linux/arm64'])
      digests.push((await sampleImage(createMemoryStore(), { platform })).manifest.digest);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  it('keeps its layers uncompressed if asked to', async () => {
    const { layers, diffIds } = await sampleImage(createMemoryStore(), {
      platform: 'linux/amd64',
      compression: 'none',
    });
    expect(layers.map(({ digest }) => digest)).toEqual(diffIds);
  });
});

describe('a sample index', () => {
  it('is a whole image, attestation and tag too', async () => {
    const store = createMemoryStore();
    const [amd64, arm64] = [
      await sampleImage(store, { platform: 'linux/amd64' }),
      await sampleImage(store, { platform: 'linux/arm64' }),
    ];
    const index = await sampleIndex(store, [amd64, arm64, await sampleAttestation(store, amd64)], '1.0');
    await expect(verifyImage(store, '1.0', { digest: index.digest, platforms })).resolves.toHaveLength(2);
    expect(parseDocument(await store.readManifest(index.digest))).toMatchObject({ manifests: { length: 3 } });
  });
});
