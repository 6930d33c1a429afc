import { MAX_DOCUMENT_BYTES, parseManifest } from '../model/index.js';
import { sampleImage } from '../testing/index.js';
import type { ImageStore } from './image-store.js';
import { createMemoryStore } from './memory.js';
import { readImageConfig } from './read-config.js';

describe('readImageConfig', () => {
  it('gives what the config says', async () => {
    const store = createMemoryStore();
    const { manifest, diffIds } = await sampleImage(store, {
      platform: 'linux/arm64',
      cmd: ['/app'],
      env: ['A=b'],
    });
    await expect(
      readImageConfig(store, parseManifest(await store.readManifest(manifest.digest))),
    ).resolves.toEqual({
      platform: { os: 'linux', architecture: 'arm64' },
      diffIds,
      entrypoint: [],
      cmd: ['/app'],
      env: ['A=b'],
      workingDir: '/',
    });
  });

  it('reads nothing of a config that is too large', async () => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(store, { platform: 'linux/arm64' });
    const { config, ...rest } = parseManifest(await store.readManifest(manifest.digest));
    const unread: ImageStore = {
      ...store,
      readBlob: () => {
        throw new Error('read');
      },
    };
    const huge = { ...rest, config: { ...config, size: MAX_DOCUMENT_BYTES + 1 } };
    await expect(readImageConfig(unread, huge)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
  });
});
