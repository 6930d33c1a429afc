import type { ExecutorContext } from '@nx/devkit';
import { sampleImage, sampleIndex, openServed, type OpenServed } from '@nx-docker-multiarch/oci/testing';
import { sampleEntry, type SampleEntry } from '../../testing/sample-entry.js';
import { pruneCache } from './prune-cache.js';

const NOW = new Date('2026-03-31T00:00:00Z');
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

describe('pruneCache', () => {
  let served: OpenServed;
  let entries: readonly [SampleEntry, SampleEntry];
  let printed: string[];
  let errors: string[];
  let refused: string | undefined;

  async function serve(quirks = {}): Promise<void> {
    served = await openServed({
      quirks,
      onRequest: ({ method, path }) =>
        method === 'DELETE' && path.endsWith(refused ?? '?') ? { status: 403 } : undefined,
    });
    const store = served.memory();
    const one = await sampleEntry(store, 'one', LONG_AGO);
    const two = await sampleEntry(store, 'two', LONG_AGO, 'linux/arm64');
    await sampleEntry(store, 'young', NOW);
    await sampleIndex(store, [one.image, two.image], 'latest');
    entries = [one, two];
  }

  beforeEach(() => {
    [printed, errors, refused] = [[], [], undefined];
  });
  afterEach(() => served.close());

  const prune = (options: object = {}, signal = new AbortController().signal): Promise<boolean> =>
    pruneCache(
      { repository: `${served.served.host}/acme/{projectName}`, olderThan: '30d', ...options },
      {
        root: '/ws',
        projectName: 'api',
        projectsConfigurations: { version: 2, projects: {} },
      } as unknown as ExecutorContext,
      {
        out: { line: (text) => printed.push(text), error: (text) => errors.push(text) },
        env: { DOCKER_CONFIG: '/nowhere' },
        now: NOW,
        signal,
      },
    );
  const tags = (): string[] => [...served.memory().tags().keys()];
  const sentDeletes = (): number => served.log().filter((request) => request.startsWith('DELETE')).length;

  it('only lists what it would delete', async () => {
    await serve();
    await expect(prune()).resolves.toBe(true);
    expect(printed).toEqual([
      `Looking at the tags of ${served.served.host}/acme/api`,
      `${'entry'.padEnd(69)}  platform     age`,
      ...[...entries]
        .sort((a, b) => (a.tag < b.tag ? -1 : 1))
        .map(({ tag, image }) => {
          const { os, architecture } = image.manifest.platform ?? {};
          return `${tag}  ${os}/${architecture}  89 d  would be deleted`;
        }),
      '2 would be deleted, 1 too young, 0 left alone, 1 other tag',
      'Dry run: nothing was deleted. --dryRun=false deletes what is listed.',
    ]);
    expect([tags().length, sentDeletes(), errors]).toEqual([4, 0, []]);
  });

  it('deletes, and leaves the image as it is', async () => {
    await serve();
    await expect(prune({ dryRun: false })).resolves.toBe(true);
    expect(printed).toContain('2 deleted, 1 too young, 0 left alone, 1 other tag');
    expect(tags().sort()).toEqual(['latest', expect.stringMatching(/^nxdm-/)]);
    for (const { image } of entries)
      await expect(served.memory().resolve(image.manifest.digest)).resolves.toBeDefined();
  });

  it('says only how many there are if it is to be quiet', async () => {
    await serve();
    await prune({ dryRun: false, quiet: true });
    expect(printed).toEqual(['2 deleted, 1 too young, 0 left alone, 1 other tag']);
  });

  it('says what it leaves alone, and why', async () => {
    await serve();
    const other = await sampleImage(served.memory(), { platform: 'linux/amd64' });
    const tag = `nxdm-${'a'.repeat(64)}`;
    await served.memory().writeManifest(await served.memory().readManifest(other.manifest.digest), tag);
    await served.memory().writeManifest(entries[0].document, 'pinned');
    await prune({ dryRun: false, olderThan: '0d' });
    expect(printed).toContain(`left alone: ${entries[0].tag} (the tag pinned points to it as well)`);
    expect(printed.join('\n')).toMatch(new RegExp(`left alone: ${tag} \\(.* an index is needed\\)`));
    expect(printed).toContain('2 deleted, 0 too young, 2 left alone, 2 other tags');
    expect(tags().sort()).toEqual(['latest', entries[0].tag, 'pinned', tag].sort());
  });

  it('deletes the others if one can not be deleted', async () => {
    await serve();
    refused = entries[0].document.descriptor.digest;
    await expect(prune({ dryRun: false })).resolves.toBe(false);
    expect(printed).toContain('1 deleted, 1 NOT DELETED, 1 too young, 0 left alone, 1 other tag');
    expect(tags()).toContain(entries[0].tag);
    expect(tags()).not.toContain(entries[1].tag);
    expect(errors.join('\n')).toMatch(/^REGISTRY_DENIED: Deleting .*@sha256:.*: 403/);
  });

  it('says once that a registry deletes nothing, with what to do', async () => {
    await serve({ noDelete: true });
    await expect(prune({ dryRun: false })).resolves.toBe(false);
    expect(errors).toEqual([
      expect.stringMatching(/^REGISTRY_FAILED: Deleting 2 entries of 127\.0\.0\.1:\d+\/acme\/api: 405 /),
      expect.stringMatching(/clean-up\.$/),
    ]);
    expect(printed.at(-1)).toBe('0 deleted, 2 NOT DELETED, 1 too young, 0 left alone, 1 other tag');
    expect(tags()).toHaveLength(4);
  });

  it('has nothing to do where there is nothing', async () => {
    await serve();
    const repository = `${served.served.host}/acme/none`;
    await expect(prune({ repository, dryRun: false })).resolves.toBe(true);
    expect(printed.slice(1)).toEqual(['0 deleted, 0 too young, 0 left alone, 0 other tags']);
  });

  it('stops at its signal, and deletes nothing then', async () => {
    await serve();
    const reason = new Error('cancelled');
    await expect(prune({ dryRun: false }, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(sentDeletes()).toBe(0);
  });
});
