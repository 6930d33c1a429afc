import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyImage, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { createSampleService, type SampleService } from '../testing/sample-service.js';
import { SAMPLE_PLATFORMS } from '../testing/sample-engine.js';
import type { RunTools } from './run-tools.js';

const REPOSITORY = 'one.example/acme/api';
const TAGS = ['1', 'latest'];

/** More than any run of the sample service makes. */
const MAX_REQUESTS = 500;

const KILLED = new Error('killed');

async function* killedRead(): AsyncGenerator<Uint8Array> {
  yield await Promise.reject<Uint8Array>(KILLED);
}

describe('a run that is killed', () => {
  let directory = '';
  let service: SampleService;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-killed-'));
    service = await createSampleService(directory);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Stores whose request of that number, over all of them, never comes to be. */
  function killedAt(number: number): Partial<RunTools> & { readonly count: () => number } {
    const controller = new AbortController();
    let count = 0;
    const tools = service.tools();
    const openRepository: RunTools['openRepository'] = (reference, access) =>
      new Proxy(tools.openRepository(reference, access), {
        get: (store, name) => {
          const member = store[name as keyof ImageStore] as unknown;
          if (typeof member !== 'function') return member;
          return (...args: unknown[]): unknown => {
            if (count++ === number) controller.abort(KILLED);
            if (controller.signal.aborted) return name === 'readBlob' ? killedRead() : Promise.reject(KILLED);
            return (member as (...all: unknown[]) => unknown).apply(store, args);
          };
        },
      });
    return {
      openRepository,
      bases: service.basesOf(openRepository),
      signal: controller.signal,
      count: () => count,
    };
  }

  it.each<[string, () => Promise<unknown>, boolean]>([
    ['while it builds something new', async () => service.write('app/data.txt', 'new'), true],
    [
      'while it puts back what is gone',
      async () => {
        const store = service.repository(REPOSITORY);
        await store.deleteManifest(store.tags().get('1') as `sha256:${string}`);
      },
      false,
    ],
  ])(
    '%s, at whatever request, leaves each tag as it was or where it should be',
    async (_, change, isOther) => {
      const former = (await service.build()).root.digest;
      const store = service.repository(REPOSITORY);
      await change();
      const wasThere = store.tags().has('1');
      const reached = new Set<boolean>();
      let number = 0;
      for (; number < MAX_REQUESTS; number++) {
        const killed = killedAt(number);
        const isDone = await service.build({}, killed).then(
          () => true,
          () => false,
        );
        for (const tag of TAGS) {
          const digest = store.tags().get(tag);
          if (digest === undefined) expect(wasThere).toBe(false);
          else await verifyImage(store, tag, { digest, platforms: SAMPLE_PLATFORMS });
          reached.add(digest === former);
        }
        if (isDone && killed.count() <= number) break;
      }
      expect(number).toBeGreaterThan(5);
      expect(number).toBeLessThan(MAX_REQUESTS);
      expect(reached).toContain(!isOther);
      if (isOther) expect(reached).toContain(true);
    },
  );
});
