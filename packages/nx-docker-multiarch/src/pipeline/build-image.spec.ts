import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  digestOf,
  formatReference,
  isAttestation,
  parseIndex,
  parsePlatform,
  parseReference,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, verifyImage, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleElf, sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import type { Engine } from '../engines/index.js';
import { PluginError } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import { samplePlan } from '../plan/sample-plan.js';
import { buildImage } from './build-image.js';
import { fixedEngine, fixedLoader, SAMPLE_PLATFORMS, type FixedEngine } from '../testing/sample-engine.js';
import { sampleTools } from '../testing/sample-tools.js';

const REFERENCES = ['one.example/acme/api:1', 'one.example/acme/api:latest', 'two.example/acme/api:1'].map(
  parseReference,
);

const PLAN = samplePlan({ projectName: 'api', references: REFERENCES, push: true });

describe('buildImage', () => {
  let directory = '';
  let repositories: Map<string, MemoryStore>;
  let warnings: string[];
  let lines: string[];

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-story-'));
    repositories = new Map();
    warnings = [];
    lines = [];
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  function repository(name: string): MemoryStore {
    const store = repositories.get(name) ?? createMemoryStore(name);
    repositories.set(name, store);
    return store;
  }

  function build(
    plan: Partial<BuildPlan> = {},
    engine = fixedEngine(),
    loader = fixedLoader(),
    signal = new AbortController().signal,
  ) {
    const tools = sampleTools(directory, repository, {
      signal,
      explain: (line) => void lines.push(line),
      bytesReceived: () => 4711,
      loader,
      now: () => performance.now(),
      progress: (line) => void lines.push(line),
      warn: (message) => void warnings.push(message),
    });
    return buildImage({ ...PLAN, ...plan }, engine, tools);
  }

  it('points every tag in every registry to one complete index of exactly the platforms', async () => {
    const { root, tags } = await build();
    expect(tags.map(({ reference }) => reference)).toEqual(REFERENCES);
    for (const [name, wanted] of [
      ['one.example/acme/api', ['1', 'latest']],
      ['two.example/acme/api', ['1']],
    ] as const) {
      const store = repository(name);
      expect([...store.tags()]).toEqual(wanted.map((tag) => [tag, root.digest]));
      await verifyImage(store, '1', { digest: root.digest, platforms: SAMPLE_PLATFORMS });
    }
  });

  it('gives the same index for the same content, whatever the order of the platforms', async () => {
    const { root } = await build();
    expect((await build({ platforms: [...SAMPLE_PLATFORMS].reverse(), jobs: 1 })).root.digest).toBe(
      root.digest,
    );
  });

  it('sends nothing the second time', async () => {
    const { bytesSent, bytesReceived } = await build();
    expect([bytesSent > 0, bytesReceived]).toEqual([true, 4711]);
    const again = await build();
    expect(again.bytesSent).toBe(0);
    expect(again.tags).toEqual(
      REFERENCES.map((reference) => ({ reference, outcome: 'unchanged', bytesSent: 0 })),
    );
  });

  it('tells new names from those that pointed elsewhere', async () => {
    await sampleIndex(repository('one.example/acme/api'), [], 'latest');
    expect((await build()).tags.map(({ outcome }) => outcome)).toEqual(['created', 'moved', 'created']);
  });

  it('builds nothing if a registry does not answer', async () => {
    repository('two.example/acme/api').resolve = () =>
      Promise.reject(new PluginError('BUILD_FAILED', 'denied'));
    const engine = fixedEngine();
    const built: string[] = [];
    const watched = {
      ...engine,
      build: (...args: Parameters<Engine['build']>) => (built.push('one'), engine.build(...args)),
    };
    await expect(build({}, watched)).rejects.toMatchObject({ message: 'denied' });
    expect(built).toEqual([]);
  });

  it('proves what an engine pushed by itself, in the registry, and copies it to the other registries', async () => {
    const { root, platforms } = await build({}, fixedEngine({ pushes: true }));
    expect(platforms.map(({ proof }) => proof.executables)).toEqual([['/app'], ['/app']]);
    await verifyImage(repository('two.example/acme/api'), '1', {
      digest: root.digest,
      platforms: SAMPLE_PLATFORMS,
    });
  });

  const FAILURES: [string, FixedEngine, string][] = [
    ['a foreign binary', { foreign: ['linux/arm64'] }, 'PLATFORM_MISMATCH'],
    [
      'a foreign binary in what the engine pushed',
      { foreign: ['linux/arm64'], pushes: true },
      'PLATFORM_MISMATCH',
    ],
    [
      'other layers than those of the base image',
      { base: { name: 'base', platform: parsePlatform('linux/arm64'), diffIds: [digestOf('other')] } },
      'PLATFORM_MISMATCH',
    ],
    ['a failed build', { failing: ['linux/arm64'] }, 'BUILD_FAILED'],
    [
      'a missing engine',
      { findings: [{ severity: 'error', message: 'no daemon', hint: 'start it' }] },
      'ENGINE_MISSING',
    ],
  ];

  it.each(FAILURES)('moves no tag on %s', async (_title, engine, code) => {
    const former = await sampleIndex(repository('one.example/acme/api'), [], 'latest');
    await expect(build({}, fixedEngine(engine))).rejects.toMatchObject({ code });
    expect([...repository('one.example/acme/api').tags()]).toEqual([['latest', former.digest]]);
    expect([...repository('two.example/acme/api').tags()]).toEqual([]);
  });

  it('moves no tag anywhere if one registry fails to take the content', async () => {
    const broken = repository('two.example/acme/api');
    const failure = new PluginError('BUILD_FAILED', 'disc full');
    broken.writeBlob = () => Promise.reject(failure);
    await expect(build()).rejects.toBe(failure);
    expect([...repository('one.example/acme/api').tags()]).toEqual([]);
  });

  it('tells the failures of all platforms, but not those that followed from them', async () => {
    const all = fixedEngine({ failing: ['linux/amd64', 'linux/arm64'] });
    await expect(build({}, all)).rejects.toMatchObject({
      errors: [{ code: 'BUILD_FAILED' }, { code: 'BUILD_FAILED' }],
    });
    await expect(build({}, fixedEngine({ failing: ['linux/amd64'] }))).rejects.toMatchObject({
      code: 'BUILD_FAILED',
    });
  });

  it('passes the reason of a cancellation on', async () => {
    const controller = new AbortController();
    const reason = new PluginError('CANCELLED', 'stopped by SIGINT');
    controller.abort(reason);
    await expect(build({}, fixedEngine(), undefined, controller.signal)).rejects.toBe(reason);
  });

  it('passes warnings on and builds all the same', async () => {
    await build(
      {},
      fixedEngine({ findings: [{ severity: 'warning', message: 'no emulator', hint: 'Install it.' }] }),
    );
    expect(warnings).toEqual(['no emulator. Install it.']);
  });

  it('moves the tags to what only its base could prove, and says so', async () => {
    const platform = parsePlatform('linux/arm64');
    const layers = [{ app: { content: sampleElf('arm64'), mode: 0o755 } }];
    const { diffIds } = await sampleImage(createMemoryStore(), { platform, layers });
    const { root, platforms } = await build({}, fixedEngine({ base: { name: 'base:1', platform, diffIds } }));
    expect(platforms[1]?.proof.reason).toBe(
      '/app is in none of the layers above base image base:1, which says it is for linux/arm64',
    );
    expect(repository('one.example/acme/api').tags().get('1')).toBe(root.digest);
  });

  it('keeps attestations in the index, behind the images', async () => {
    const { root } = await build({}, fixedEngine({ withAttestation: true }));
    const { manifests } = parseIndex(await repository('one.example/acme/api').readManifest(root.digest));
    expect(manifests.map(isAttestation)).toEqual([false, false, true, true]);
  });

  it.each([
    ['the manifest itself', 'auto', {}, 'manifest.v1'],
    ['an index if it is always wanted', 'always', {}, 'index.v1'],
    ['an index if there are attestations', 'auto', { withAttestation: true }, 'index.v1'],
  ] as const)('one platform: the tag points to %s', async (_title, index, engine, mediaType) => {
    const { root } = await build({ platforms: SAMPLE_PLATFORMS.slice(0, 1), index }, fixedEngine(engine));
    expect(root.mediaType).toContain(mediaType);
    expect(repository('one.example/acme/api').tags().get('1')).toBe(root.digest);
  });

  it('tells each step that takes place, and the tags one by one', async () => {
    await build();
    const [one, two] = ['one.example/acme/api', 'two.example/acme/api'];
    expect(lines).toEqual([
      'proving linux/amd64, linux/arm64',
      `pushing ${one}`,
      expect.stringMatching(`^pushed ${one}: 4 blobs, \\d+ B$`),
      `pushing ${two}`,
      expect.stringMatching(`^pushed ${two}: 4 blobs, \\d+ B$`),
      ...REFERENCES.map((reference) => `tagging ${formatReference(reference)}`),
    ]);
    lines = [];
    await build();
    expect(lines).toEqual([
      'proving linux/amd64, linux/arm64',
      `pushing ${one}`,
      `pushed ${one}: it has every blob already`,
      `pushing ${two}`,
      `pushed ${two}: it has every blob already`,
    ]);
  });

  it('without push: writes a layout, named by the first tag, and opens no repository', async () => {
    const outputPath = path.join(directory, 'out');
    const { root, tags } = await build({ push: false, outputPath });
    expect(tags).toEqual([]);
    expect(lines).toEqual(['proving linux/amd64, linux/arm64', `writing layout ${outputPath}`]);
    expect(repositories.size).toBe(0);
    const { manifests } = JSON.parse(await readFile(path.join(outputPath, 'index.json'), 'utf8')) as {
      manifests: unknown[];
    };
    expect(manifests).toEqual([{ ...root, annotations: { 'org.opencontainers.image.ref.name': '1' } }]);
  });

  it('loads under every name', async () => {
    const { loaded } = await build({ load: true, push: false }, fixedEngine(), fixedLoader());
    expect(loaded?.names).toEqual(REFERENCES.map(formatReference));
  });

  it('does not ask for Docker if nothing is to be loaded', async () => {
    const loader = fixedLoader({ findings: [{ severity: 'error', message: 'no daemon', hint: '' }] });
    expect((await build({}, fixedEngine(), loader)).loaded).toBeUndefined();
  });

  it('builds nothing if Docker can not take the image', async () => {
    const loader = fixedLoader({
      findings: [{ severity: 'error', message: 'no daemon', hint: 'Start it.' }],
    });
    const failing = fixedEngine({ failing: ['linux/amd64'] });
    await expect(build({ load: true }, failing, loader)).rejects.toMatchObject({
      code: 'LOAD_FAILED',
      message: 'Preparing to load into Docker: no daemon',
      hint: 'Start it.',
    });
  });

  it('moves no tag if the load fails', async () => {
    const loader = fixedLoader({ failure: new PluginError('LOAD_FAILED', 'disc full') });
    await expect(build({ load: true }, fixedEngine(), loader)).rejects.toMatchObject({ code: 'LOAD_FAILED' });
    for (const name of ['one.example/acme/api', 'two.example/acme/api'])
      expect([...repository(name).tags()]).toEqual([]);
  });
});
