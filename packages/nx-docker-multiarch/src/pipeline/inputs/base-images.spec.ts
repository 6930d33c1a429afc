import { parseReference } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { createBaseImages, isKnown, type BaseImages, type BaseMemory } from './base-images.js';

const BASE = 'r.test/acme/base:1';
const LAYOUT = 'oci-layout:///ws/dist/base:1';

describe('createBaseImages', () => {
  let store: MemoryStore;
  let memory: BaseMemory;
  const { signal } = new AbortController();

  beforeEach(async () => {
    store = createMemoryStore();
    memory = new Map();
    await push('old');
  });

  async function push(text: string): Promise<void> {
    const image = await sampleImage(store, { platform: 'linux/amd64', layers: [{ text }] });
    await sampleIndex(store, [image], '1');
  }

  /** What services with these settings of registries are told; all of one process. */
  const basesWith = (settings: string): BaseImages => createBaseImages(() => store, memory, settings);

  async function ask(bases: BaseImages): Promise<readonly unknown[]> {
    const found = [await bases.find(BASE, signal), await bases.findIn(LAYOUT, store, '1', signal)];
    return found.map((base) => (isKnown(base) ? base.digest : base.reason));
  }

  it('looks up once, for all of the same settings', async () => {
    const before = await ask(basesWith('a'));
    await push('new');
    expect(await ask(basesWith('a'))).toEqual(before);
    expect(await ask(basesWith('b'))).toEqual([0, 1].map(() => store.tags().get('1')));
  });

  it('looks up again what was written since, whatever the settings of who wrote it', async () => {
    const [old] = await ask(basesWith('a'));
    await push('new');
    const now = store.tags().get('1');
    basesWith('b').forget(parseReference(BASE));
    expect(await ask(basesWith('a'))).toEqual([now, old]);
    basesWith('b').forgetLayout('/ws/dist/base');
    expect(await ask(basesWith('a'))).toEqual([now, now]);
  });

  it('does not remember what could not be looked up', async () => {
    const bases = createBaseImages(() => createMemoryStore('r.test/acme/base'), memory);
    expect(await bases.find(BASE, signal)).toEqual({ reason: 'r.test/acme/base has no 1' });
    expect(await basesWith('').find(BASE, signal)).toMatchObject({ digest: store.tags().get('1') });
  });
});
