import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  canonicalJson,
  describeDocument,
  OCI_INDEX,
  parseIndex,
  type EncodedDocument,
  type ImageIndex,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import type { MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { SAMPLE_PLATFORMS } from '../../testing/sample-engine.js';
import {
  createSampleService,
  inputDigestsOf,
  outcomesOf,
  type SampleService,
} from '../../testing/sample-service.js';
import { entryTag } from './cache-entry.js';

const entryOf = async (store: MemoryStore, tag: string): Promise<ImageIndex> =>
  parseIndex((await store.findManifest(tag)) as EncodedDocument);

describe('an entry that is not what it should be', () => {
  let directory = '';
  let service: SampleService;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-forged-'));
    service = await createSampleService(directory);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const FORGERIES: [string, (store: MemoryStore, own: string, other: string) => Promise<unknown>][] = [
    [
      'is no index',
      async (store, own) =>
        store.writeManifest(
          await store.readManifest(
            (await sampleImage(store, { platform: SAMPLE_PLATFORMS[0] as Platform, layers: [{ a: 'a' }] }))
              .manifest.digest,
          ),
          own,
        ),
    ],
    [
      'is another platform’s',
      async (store, own, other) => store.writeManifest((await store.findManifest(other)) as never, own),
    ],
    ['is of no image', async (store, own) => sampleIndex(store, [], own)],
    [
      'calls another platform’s image its own',
      async (store, own, other) => {
        const [right, wrong] = [await entryOf(store, own), await entryOf(store, other)];
        const manifests = [{ ...wrong.manifests[0], platform: SAMPLE_PLATFORMS[1] }];
        await store.writeManifest(
          describeDocument(Buffer.from(canonicalJson({ ...right, manifests })), OCI_INDEX),
          own,
        );
      },
    ],
  ];
  it.each(FORGERIES)('is not used, and is said, if it %s', async (_, forge) => {
    const first = await service.build();
    const store = service.repository('one.example/acme/api');
    const [amd64, arm64] = (await inputDigestsOf(service, first)).map((digest) =>
      entryTag('nxdm-', digest),
    ) as [string, string];
    await forge(store, arm64, amd64);
    const again = await service.build();
    expect(outcomesOf(again)).toEqual(['cached', 'built']);
    expect(again.root).toEqual(first.root);
    expect(service.warnings).toEqual([
      expect.stringContaining('What is remembered for linux/arm64 is not used'),
    ]);
    expect(outcomesOf(await service.build())).toEqual(['cached', 'cached']);
  });
});
