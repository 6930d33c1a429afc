import { setTimeout as wait } from 'node:timers/promises';
import {
  canonicalJson,
  describeDocument,
  digestOf,
  OCI_INDEX,
  type Descriptor,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore, type RemoteStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { PluginError } from '../../errors/index.js';
import { sampleEntry, type SampleEntry } from '../../testing/sample-entry.js';
import { deleteEntries, findOldEntries, type Survey } from './prune.js';

const NOW = new Date('2026-03-31T00:00:00Z');
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
const DAY_MS = 86_400_000;
const { signal } = new AbortController();

describe('findOldEntries', () => {
  let store: MemoryStore;
  let entry: SampleEntry;

  beforeEach(async () => {
    store = createMemoryStore();
    entry = await sampleEntry(store, 'old', LONG_AGO);
  });

  const find = (minAgeMs = 30 * DAY_MS, prefix = 'nxdm-', from: RemoteStore = store): Promise<Survey> =>
    findOldEntries(from, { prefix, minAgeMs }, NOW, signal);

  it('finds what is old enough, the oldest first, and counts what is not', async () => {
    const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);
    const exact = await sampleEntry(store, 'exact', daysAgo(30), 'linux/arm64');
    await sampleEntry(store, 'young', new Date(daysAgo(30).getTime() + 1));
    await sampleEntry(store, 'of a clock ahead', daysAgo(-1));
    await sampleIndex(store, [entry.image, exact.image], 'latest');
    await expect(find()).resolves.toEqual<Survey>({
      old: [
        {
          tag: entry.tag,
          digest: entry.document.descriptor.digest,
          platform: 'linux/amd64',
          ageMs: 89 * DAY_MS,
        },
        {
          tag: exact.tag,
          digest: exact.document.descriptor.digest,
          platform: 'linux/arm64',
          ageMs: 30 * DAY_MS,
        },
      ],
      young: 2,
      leftAlone: [],
      others: 1,
    });
    expect((await find(0)).old).toHaveLength(4);
  });

  it.each<[string, string]>([
    ['another prefix', 'other-'],
    ['a prefix that is only the beginning', 'nxdm'],
  ])('takes no entry with %s for one', async (_title, prefix) => {
    await expect(find(0, prefix)).resolves.toEqual({ old: [], young: 0, leftAlone: [], others: 1 });
  });

  it.each<[string, (tag: string) => string]>([
    ['no digits', () => 'nxdm-latest'],
    ['too few digits', (tag) => tag.slice(0, -1)],
    ['too many digits', (tag) => `${tag}0`],
    ['digits in capitals', (tag) => tag.replace(/[0-9a-f]{64}$/, 'A'.repeat(64))],
    ['something before the prefix', (tag) => `x${tag}`],
  ])('takes a tag with %s for no entry', async (_title, change) => {
    const other = await sampleImage(store, { platform: 'linux/amd64' });
    await store.writeManifest(await store.readManifest(other.manifest.digest), change(entry.tag));
    await expect(find(0)).resolves.toMatchObject({ old: [{ tag: entry.tag }], leftAlone: [], others: 1 });
  });

  describe('leaves alone', () => {
    const tag = `nxdm-${'a'.repeat(64)}`;

    it('an entry under the tag of other inputs', async () => {
      const other = await sampleEntry(store, 'other', LONG_AGO);
      await store.deleteManifest(other.document.descriptor.digest);
      await store.writeManifest(other.document, tag);
      const { old, leftAlone } = await find(0);
      expect(old.map((each) => each.tag)).toEqual([entry.tag]);
      expect(leftAlone).toEqual([{ tag, reason: `it says it is for ${other.inputDigest}` }]);
    });

    it.each<[string, object, RegExp]>([
      ['an index without annotations', {}, /no cache entry of this version/],
      ['an entry of another version', { 'dev.nx-docker-multiarch.cache-schema': '2' }, /of this version/],
      [
        'an entry that says nothing of its age',
        {
          'dev.nx-docker-multiarch.cache-schema': '1',
          'dev.nx-docker-multiarch.input-digest': `sha256:${'a'.repeat(64)}`,
        },
        /when it was written/,
      ],
      [
        'what would move a cursor',
        {
          'dev.nx-docker-multiarch.cache-schema': '1',
          'dev.nx-docker-multiarch.input-digest': '\u001b[2J\u009b1A',
        },
        /^it says it is for \?\[2J\?1A$/,
      ],
    ])('%s', async (_title, annotations, reason) => {
      await putIndex([entry.image.manifest], annotations, tag);
      const { old, leftAlone } = await find(0);
      expect(old.map((each) => each.tag)).toEqual([entry.tag]);
      expect(leftAlone).toEqual([{ tag, reason: expect.stringMatching(reason) as string }]);
    });

    it('an image under the tag of an entry', async () => {
      await store.writeManifest(await store.readManifest(entry.image.manifest.digest), tag);
      expect(await find(0)).toMatchObject({ old: [{ tag: entry.tag }], leftAlone: [{ tag }] });
    });

    it('an entry to which another tag points', async () => {
      await store.writeManifest(entry.document, 'pinned');
      await expect(find(0)).resolves.toMatchObject({
        old: [],
        leftAlone: [{ tag: entry.tag, reason: 'the tag pinned points to it as well' }],
        others: 1,
      });
    });

    it('an entry that also is under the tag of other inputs', async () => {
      await store.writeManifest(entry.document, tag);
      expect((await find(0)).old).toEqual([]);
    });

    it('an entry that is a child of a tagged index', async () => {
      await putIndex([entry.document.descriptor], {}, 'all');
      await expect(find(0)).resolves.toMatchObject({
        old: [],
        leftAlone: [{ tag: entry.tag, reason: 'the index with the tag all mentions it' }],
        others: 1,
      });
    });

    it('an entry that something unknown mentions', async () => {
      const text = JSON.stringify({ made: { of: entry.document.descriptor.digest } });
      await store.writeManifest(describeDocument(Buffer.from(text), 'application/vnd.acme.list'), 'list');
      expect((await find(0)).old).toEqual([]);
    });
  });

  it('finds nothing where one tag can not be read', async () => {
    await store.writeManifest(entry.document, 'broken');
    const failure = new PluginError('DISC_FAILED', 'Reading broken: no');
    const broken: RemoteStore = {
      ...store,
      findManifest: async (name, ...rest) =>
        name === 'broken' ? Promise.reject(failure) : store.findManifest(name, ...rest),
    };
    await expect(find(0, 'nxdm-', broken)).rejects.toBe(failure);
  });

  it('takes a tag that is listed twice for one, and one that is gone meanwhile for none', async () => {
    const moving: RemoteStore = {
      ...store,
      async *listTags() {
        yield* [entry.tag, 'gone', entry.tag];
      },
    };
    await expect(find(0, 'nxdm-', moving)).resolves.toMatchObject({ old: [{ tag: entry.tag }], others: 0 });
  });

  it('reads a few tags at once, each by one request', async () => {
    for (let number = 0; number < 20; number++) await sampleEntry(store, `entry ${number}`, LONG_AGO);
    let [now, most, all] = [0, 0, 0];
    const counted: RemoteStore = {
      ...store,
      async findManifest(...args) {
        all++;
        most = Math.max(most, ++now);
        await wait(1);
        now--;
        return store.findManifest(...args);
      },
    };
    expect((await find(0, 'nxdm-', counted)).old).toHaveLength(21);
    expect([all, most]).toEqual([21, 8]);
  });

  async function putIndex(manifests: readonly Descriptor[], annotations: object, tag: string): Promise<void> {
    const index = canonicalJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, annotations });
    await store.writeManifest(describeDocument(Buffer.from(index), OCI_INDEX), tag);
  }
});

describe('deleteEntries', () => {
  it('deletes entries and no image, and goes on after a failure', async () => {
    const store = createMemoryStore();
    const entries: SampleEntry[] = [];
    for (const name of ['one', 'two', 'three']) entries.push(await sampleEntry(store, name, LONG_AGO));
    const latest = await sampleIndex(
      store,
      entries.map(({ image }) => image),
      'latest',
    );
    const { old } = await findOldEntries(store, { prefix: 'nxdm-', minAgeMs: 0 }, NOW, signal);
    const failure = new PluginError('DISC_FAILED', 'Deleting one: no');
    const partly: RemoteStore = {
      ...store,
      deleteManifest: async (digest, ...rest) =>
        digest === entries[0]?.document.descriptor.digest
          ? Promise.reject(failure)
          : store.deleteManifest(digest, ...rest),
    };
    await store.deleteManifest(entries[1]?.document.descriptor.digest ?? digestOf(''));
    const deleted = await deleteEntries(old, partly, signal);
    expect(new Map(deleted.map(({ entry, outcome }) => [entry.tag, outcome]))).toEqual(
      new Map<string, unknown>([
        [entries[0]?.tag ?? '', failure],
        [entries[1]?.tag ?? '', 'absent'],
        [entries[2]?.tag ?? '', 'deleted'],
      ]),
    );
    expect([...store.tags().keys()].sort()).toEqual(['latest', entries[0]?.tag].sort());
    for (const { digest } of [latest, ...entries.map(({ image }) => image.manifest)])
      await expect(store.resolve(digest)).resolves.toBeDefined();
  });

  it('stops at its signal', async () => {
    const store = createMemoryStore();
    await sampleEntry(store, 'one', LONG_AGO);
    const { old } = await findOldEntries(store, { prefix: 'nxdm-', minAgeMs: 0 }, NOW, signal);
    const reason = new PluginError('CANCELLED', 'cancelled');
    await expect(deleteEntries(old, store, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
