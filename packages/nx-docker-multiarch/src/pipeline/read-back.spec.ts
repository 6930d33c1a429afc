import {
  describeDocument,
  OCI_INDEX,
  parsePlatform,
  parseReference,
  type Descriptor,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { PluginError } from '../errors/index.js';
import { readBack } from './read-back.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];

describe('readBack', () => {
  let store: MemoryStore;
  let former: Descriptor;
  let image: Descriptor;
  let warnings: string[];

  async function push(said: string, tag: string): Promise<Descriptor> {
    const children = PLATFORMS.map((platform) => sampleImage(store, { platform, layers: [{ said }] }));
    return sampleIndex(store, await Promise.all(children), tag);
  }

  beforeEach(async () => {
    store = createMemoryStore('r.test/acme/api');
    former = await push('former', '1');
    image = await push('new', '1');
    warnings = [];
  });

  function read(from: ImageStore = store): Promise<boolean> {
    const reference = parseReference('r.test/acme/api:1');
    const expected = { digest: image.digest, platforms: PLATFORMS.map(parsePlatform) };
    const { signal } = new AbortController();
    const warn = (message: string): void => void warnings.push(message);
    return readBack({ store: from, reference, former: former.digest }, expected, { signal, warn });
  }

  /** The store, whose tag is what each reading in turn is told. */
  function answering(...answers: readonly (Descriptor | undefined)[]): ImageStore {
    const left = [...answers];
    return {
      ...store,
      resolve: (name, signal) =>
        name === '1' && left.length > 0 ? Promise.resolve(left.shift()) : store.resolve(name, signal),
    };
  }

  it('is content with a name that points to the image', async () => {
    expect([await read(), warnings]).toEqual([true, []]);
  });

  it.each([
    ['the former image', () => former],
    ['nothing', () => undefined],
  ])('reads again where a registry still says %s', async (_what, stale) => {
    expect([await read(answering(stale(), stale())), warnings]).toEqual([true, []]);
  });

  it('fails where the name stays what it was', async () => {
    await expect(read(answering(...Array<Descriptor>(6).fill(former)))).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
    });
  });

  it('says who has the name where somebody else pushed at the same time, which is no failure', async () => {
    const other = await push('other', '1');
    expect(await read()).toBe(false);
    expect(warnings).toEqual([expect.stringContaining(`r.test/acme/api:1 points to ${other.digest} by now`)]);
  });

  it('fails where the image itself is not whole', async () => {
    const broken = describeDocument(Buffer.from('{"schemaVersion":2,"manifests":[]}'), OCI_INDEX);
    await store.writeManifest(broken, '1');
    await store.deleteManifest(image.digest);
    await expect(read()).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
  });

  it('leaves every other error as it is', async () => {
    const failure = new PluginError('BUILD_FAILED', 'unreachable');
    const failing: ImageStore = { ...store, resolve: () => Promise.reject(failure) };
    await expect(read(failing)).rejects.toBe(failure);
  });
});
