import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleCache } from '../../plan/sample-plan.js';
import { createSampleService, outcomesOf, type SampleService } from '../../testing/sample-service.js';
import { PluginError } from '../../errors/index.js';

const CACHE = sampleCache({
  mode: 'registry',
  repository: { registry: 'two.example', repository: 'acme/cache' },
});

describe('a cache in a registry that does not do what it should', () => {
  let directory = '';
  let service: SampleService;
  let cache: MemoryStore;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-cache-'));
    service = await createSampleService(directory);
    cache = service.repository('two.example/acme/cache');
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const refuse = (): Promise<never> => Promise.reject(new PluginError('BUILD_FAILED', 'denied'));

  it.each(['writeBlob', 'writeManifest', 'findManifest'] as const)(
    'stops no build if it fails at %s, and says so for each platform',
    async (method) => {
      cache[method] = refuse;
      const { tags, ...result } = await service.build({ cache: CACHE });
      expect(outcomesOf({ tags, ...result })).toEqual(['built', 'built']);
      expect(tags.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
      expect(service.warnings).toEqual([
        expect.stringContaining('denied'),
        expect.stringContaining('denied'),
      ]);
    },
  );

  it('keeps the first entry without a word where that is the same image', async () => {
    await service.build({ cache: CACHE });
    const { writeManifest } = cache;
    cache.writeManifest = (document, tag, signal) =>
      tag === undefined ? writeManifest(document, tag, signal) : refuse();
    const again = { ...CACHE, read: false };
    expect(outcomesOf(await service.build({ cache: again }))).toEqual(['built', 'built']);
    expect(service.warnings).toEqual([]);
  });
});
