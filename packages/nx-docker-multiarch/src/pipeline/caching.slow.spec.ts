import { chmod, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestHex, parseReference, type Digest, type ImageManifest } from '@nx-docker-multiarch/oci/model';
import { verifyImage } from '@nx-docker-multiarch/oci/store';
import type { BuildPlan } from '../plan/index.js';
import { sampleCache } from '../plan/sample-plan.js';
import { SAMPLE_PLATFORMS } from '../testing/sample-engine.js';
import {
  createSampleService,
  inputDigestsOf,
  outcomesOf,
  SAMPLE_DOCKERFILE,
  SAMPLE_REFERENCES,
  type SampleService,
} from '../testing/sample-service.js';

const SECOND = parseReference('two.example/acme/api:1');

describe('a build of what was built before', () => {
  let directory = '';
  let service: SampleService;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-caching-'));
    service = await createSampleService(directory);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('is a look-up, wherever its local caches are, and gives the same image', async () => {
    const first = await service.build();
    expect(outcomesOf(first)).toEqual(['built', 'built']);
    await rm(path.join(directory, 'cache'), { recursive: true, force: true });
    const again = await service.build();
    expect(outcomesOf(again)).toEqual(['cached', 'cached']);
    expect(again.root).toEqual(first.root);
    expect([again.bytesSent, ...again.tags.map(({ outcome }) => outcome)]).toEqual([
      0,
      'unchanged',
      'unchanged',
    ]);
    expect(again.platforms.map(({ proof }) => proof)).toEqual(first.platforms.map(({ proof }) => proof));
    expect(service.warnings).toEqual([]);
  });

  it('is remembered only when nobody writes its manifest any more', async () => {
    const store = service.repository('one.example/acme/api');
    const { writeManifest } = store;
    const tags: (string | undefined)[] = [];
    store.writeManifest = async (document, tag, signal) => {
      await new Promise(setImmediate);
      await writeManifest(document, tag, signal);
      tags.push(tag);
    };
    await service.build({ platforms: SAMPLE_PLATFORMS.slice(0, 1) });
    expect(tags.filter(Boolean)).toEqual(['1', 'latest', expect.stringMatching(/^nxdm-/)]);
  });

  it('with attestations has them in the same index', async () => {
    const first = await service.build({ provenance: 'min' });
    const again = await service.build({ provenance: 'min' });
    expect(outcomesOf(again)).toEqual(['cached', 'cached']);
    expect(again.root).toEqual(first.root);
    expect(again.platforms.map(({ attestations }) => attestations)).toEqual([1, 1]);
  });

  it('puts tags and index back without building', async () => {
    const first = await service.build();
    const store = service.repository('one.example/acme/api');
    await store.deleteManifest(first.root.digest);
    expect([...store.tags()].filter(([tag]) => !tag.startsWith('nxdm-'))).toEqual([]);
    const again = await service.build();
    expect([outcomesOf(again), again.bytesSent]).toEqual([['cached', 'cached'], 0]);
    await verifyImage(store, '1', { digest: first.root.digest, platforms: SAMPLE_PLATFORMS });
  });

  it('sets a new tag on it, and copies it to another repository', async () => {
    const first = await service.build();
    const references = [...SAMPLE_REFERENCES, parseReference('one.example/acme/api:2'), SECOND];
    const again = await service.build({ references });
    expect(outcomesOf(again)).toEqual(['cached', 'cached']);
    expect(again.tags.map(({ outcome }) => outcome)).toEqual([
      'unchanged',
      'unchanged',
      'created',
      'created',
    ]);
    await verifyImage(service.repository('two.example/acme/api'), '1', {
      digest: first.root.digest,
      platforms: SAMPLE_PLATFORMS,
    });
  });

  it('builds only the platform whose image is gone', async () => {
    const first = await service.build();
    const arm64 = first.platforms[1]?.manifest.digest as Digest;
    await service.repository('one.example/acme/api').deleteManifest(arm64);
    const again = await service.build();
    expect(outcomesOf(again)).toEqual(['cached', 'built']);
    expect(service.warnings).toEqual([expect.stringContaining('its image')]);
    expect(again.root).toEqual(first.root);
  });

  const HITS: [string, () => Promise<unknown>][] = [
    ['a file that no COPY reaches', () => service.write('README.md', 'other')],
    ['times', () => utimes(service.file('app/run'), 1, 1)],
    [
      'a file written anew with the same content',
      () => rm(service.file('app/data.txt')).then(() => service.write('app/data.txt', 'data')),
    ],
    ['another platform of the base', () => service.putBase({}, ['linux/s390x'])],
    [
      'a file that .dockerignore leaves out',
      () => service.write('Dockerfile.dockerignore', 'app/tmp').then(() => service.write('app/tmp/x', 'x')),
    ],
  ];
  it.each(HITS)('is a hit in spite of %s', async (_, change) => {
    await service.build();
    await change();
    expect(outcomesOf(await service.build())).toEqual(['cached', 'cached']);
  });

  const MISSES: [string, Partial<BuildPlan>, () => Promise<unknown>, RegExp][] = [
    ['a file', {}, () => service.write('app/data.txt', 'other'), /file app\/data\.txt: file .*sha256:/],
    ['an executable bit', {}, () => chmod(service.file('app/run'), 0o755), /file app\/run: file .* → file /],
    ['a new file', {}, () => service.write('app/new', ''), /file app\/new: new/],
    ['a removed file', {}, () => rm(service.file('app/data.txt')), /file app\/data\.txt: gone/],
    ['a link', {}, () => symlink('run', service.file('app/link')), /file app\/link: new/],
    [
      'a named context',
      {},
      () => service.write('assets/site/index.html', '<b>'),
      /file of assets site\/index\.html/,
    ],
    [
      'the Dockerfile',
      {},
      () => service.write('Dockerfile', [...SAMPLE_DOCKERFILE, 'USER 1'].join('\n')),
      /Dockerfile: sha256/,
    ],
    ['a build argument', { buildArgs: { A: 'hunter2' } }, () => Promise.resolve(), /build argument A: new/],
    [
      'a label',
      { labels: { a: 'hunter2' }, labelTemplates: { a: 'hunter2' } },
      () => Promise.resolve(),
      /label a: new/,
    ],
    ['the target', { target: 'last' }, () => Promise.resolve(), /option target: new/],
    ['a secret’s id', { secrets: [{ id: 's', variable: 'S' }] }, () => Promise.resolve(), /option secrets/],
  ];
  it.each(MISSES)('is a miss after a change of %s, and says so', async (_, plan, change, said) => {
    await service.build();
    await change();
    const result = await service.build({ ...plan, explain: true });
    expect(outcomesOf(result)).toEqual(['built', 'built']);
    expect(service.explained.join('\n')).toMatch(said);
    expect(service.explained.join('\n')).not.toContain('hunter2');
  });

  it('builds only the platform whose base has changed', async () => {
    await service.build();
    await service.putBase({ arm64: 'newer' });
    const result = await service.build({ explain: true });
    expect(outcomesOf(result)).toEqual(['cached', 'built']);
    expect(service.explained.join('\n')).toMatch(
      /base image base\.example\/base:1 linux\/arm64: sha256:\w+ → sha256:/,
    );
    expect(service.explained[0]).toMatch(/^found: built before of the same inputs, input digest sha256:/);
    expect(new Set(await inputDigestsOf(service, result)).size).toBe(2);
  });

  it('keeps the image that an earlier commit built, with its labels', async () => {
    const volatile = { labelTemplates: { revision: '{sha}' } };
    const first = await service.build({ labels: { revision: 'one' }, ...volatile });
    const again = await service.build({ labels: { revision: 'two' }, ...volatile });
    expect([outcomesOf(again), again.root]).toEqual([['cached', 'cached'], first.root]);
  });

  it('builds everything without a cache, and remembers that', async () => {
    await service.build();
    const result = await service.build({
      noCache: true,
      cache: sampleCache({ mode: 'registry', read: false }),
    });
    expect(outcomesOf(result)).toEqual(['built', 'built']);
    expect(outcomesOf(await service.build())).toEqual(['cached', 'cached']);
  });

  it('writes nothing where it must not', async () => {
    await service.build({ cache: sampleCache({ mode: 'registry', write: false }) });
    expect([...service.repository('one.example/acme/api').tags()].map(([tag]) => tag)).toEqual([
      '1',
      'latest',
    ]);
    expect(outcomesOf(await service.build())).toEqual(['built', 'built']);
  });

  it('builds anew what is older than it may be', async () => {
    const cache = sampleCache({ mode: 'registry', maxAgeMs: 1000 });
    await service.build({ cache });
    const at = (time: string) => ({ clock: () => new Date(time) });
    expect(outcomesOf(await service.build({ cache }, at('2026-01-01T00:00:01Z')))).toEqual([
      'cached',
      'cached',
    ]);
    expect(outcomesOf(await service.build({ cache }, at('2026-01-01T00:00:01.001Z')))).toEqual([
      'built',
      'built',
    ]);
  });

  it('remembers in a repository of its own', async () => {
    const cache = sampleCache({
      ...{ mode: 'registry', prefix: 'c-' },
      repository: { registry: 'two.example', repository: 'acme/cache' },
    });
    await service.build({ cache });
    expect([...service.repository('two.example/acme/cache').tags()].map(([tag]) => tag.slice(0, 2))).toEqual([
      'c-',
      'c-',
    ]);
    expect([...service.repository('one.example/acme/api').tags()].map(([tag]) => tag)).toEqual([
      '1',
      'latest',
    ]);
    const again = await service.build({ cache, references: [SECOND] });
    expect(outcomesOf(again)).toEqual(['cached', 'cached']);
    await verifyImage(service.repository('two.example/acme/api'), '1', {
      digest: again.root.digest,
      platforms: SAMPLE_PLATFORMS,
    });
  });

  it('in a layout is a look-up on this machine', async () => {
    const local = {
      ...{ push: false, references: [], outputPath: path.join(directory, 'layout') },
      cache: sampleCache({ mode: 'local' }),
    };
    const first = await service.build(local);
    expect(outcomesOf(first)).toEqual(['built', 'built']);
    const again = await service.build(local);
    expect([outcomesOf(again), again.root]).toEqual([['cached', 'cached'], first.root]);
    const fileOf = (digest: string | undefined): string =>
      path.join(directory, 'layout/blobs/sha256', digestHex(digest as Digest));
    const [amd64, arm64] = first.platforms.map(({ manifest }) => fileOf(manifest.digest));
    await rm(amd64 ?? '');
    expect(outcomesOf(await service.build(local))).toEqual(['built', 'cached']);
    const { config } = JSON.parse(await readFile(arm64 ?? '', 'utf8')) as ImageManifest;
    await writeFile(fileOf(config.digest), '{');
    expect(outcomesOf(await service.build(local))).toEqual(['cached', 'built']);
    expect(outcomesOf(await service.build(local))).toEqual(['cached', 'cached']);
  });

  it('of what can’t be known beforehand is built again, and says why', async () => {
    await service.write('Dockerfile', [...SAMPLE_DOCKERFILE, 'ADD https://x.example/file /file'].join('\n'));
    await service.build();
    const again = await service.build();
    expect(outcomesOf(again)).toEqual(['built', 'built']);
    expect(service.warnings).toEqual([expect.stringMatching(/remembered: .*ADD/)]);
  });
});
