import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { createRegistries, type Registries } from '@nx-docker-multiarch/oci/store';
import {
  createBuildxEngine,
  createEmbeddedEngine,
  type Engine,
} from '../packages/nx-docker-multiarch/src/engines/index.js';
import type { BuildPlan } from '../packages/nx-docker-multiarch/src/plan/index.js';
import { samplePlan } from '../packages/nx-docker-multiarch/src/plan/sample-plan.js';
import { run } from '../packages/nx-docker-multiarch/src/process/run.js';
import { pushBases } from './parity/bases.js';
import { parityCases } from './parity/cases.js';
import type { ParityCase } from './parity/parity-case.js';
import { COMMON_FILES, writeFiles } from './parity/write-context.js';
import { describeWith } from './support/engines.js';
import { flattenImage, type FlatImage } from './support/flatten-image.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

describeWith(['docker', 'buildx', 'registry'], 'the embedded engine makes what BuildKit makes', () => {
  let folder: string;
  let registries: Registries;
  let bases: Readonly<Record<string, string>>;
  let buildx: Engine;
  let embedded: Engine;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'nxdm-parity-'));
    bases = await pushBases();
    registries = createRegistries({
      credentials: async () => undefined,
      insecureRegistries: [],
      now: Date.now,
    } as never);
    buildx = createBuildxEngine({
      run,
      pluginFolders: [
        '/root/.docker/cli-plugins',
        '/usr/libexec/docker/cli-plugins',
        '/usr/lib/docker/cli-plugins',
      ],
      secretValues: async () => [],
    });
    embedded = createEmbeddedEngine({
      buildPlatform: parsePlatform('linux/amd64'),
      createdAt: 0,
      cacheDirectory: path.join(folder, 'cache'),
      compressor: 'parity',
      now: () => new Date(),
    });
  });

  afterAll(async () => {
    await registries?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeCase(one: ParityCase, root: string): Promise<BuildPlan> {
    const resolved = (text: string): string =>
      text.replace(/BASE\(([^)]*)\)/g, (_, name: string) => bases[name] ?? `localhost:5000/parity/${name}:1`);
    await writeFiles(path.join(root, 'context'), {
      ...COMMON_FILES,
      Dockerfile: resolved(one.dockerfile),
      ...one.files,
    });
    const buildContexts: Record<string, string> = {};
    for (const [name, value] of Object.entries(one.contexts ?? {})) {
      buildContexts[name] = typeof value === 'string' ? resolved(value) : path.join(root, name);
      if (typeof value !== 'string') await writeFiles(path.join(root, name), value);
    }
    return samplePlan({
      workspaceRoot: root,
      context: path.join(root, 'context'),
      dockerfile: path.join(root, 'context/Dockerfile'),
      platforms: PLATFORMS,
      buildContexts,
      buildArgs: one.buildArgs ?? {},
      labels: one.labels ?? {},
      target: one.target,
    });
  }

  async function build(engine: Engine, plan: BuildPlan, directory: string): Promise<readonly FlatImage[]> {
    const [first, ...rest] = plan.platforms.map((platform) => ({ plan, platform, annotations: {} }));
    if (first === undefined) throw new Error('no platform');
    const { signal } = new AbortController();
    await mkdir(directory);
    await engine.missing(plan, signal);
    const contents = await engine.build([first, ...rest], {
      directory,
      target: undefined,
      openRepository: (reference) => registries.open(reference, 'pull'),
      signal,
      progress: () => {},
      warn: () => {},
    });
    return Promise.all(contents.map(({ manifest, store }) => flattenImage(manifest, store)));
  }

  it.each(parityCases.map((one) => [one.title, one] as const))('%s', async (_, one) => {
    const root = await mkdtemp(path.join(folder, 'case-'));
    try {
      const plan = await writeCase(one, root);
      const [theirs, ours] = await Promise.allSettled([
        build(buildx, plan, path.join(root, 'buildx')),
        build(embedded, plan, path.join(root, 'embedded')),
      ]);
      if (one.expect === 'both fail') {
        expect([theirs.status, ours.status]).toEqual(['rejected', 'rejected']);
        expect(codesOf(ours)).toEqual([expect.any(String)]);
      } else if (one.expect === 'unsupported') {
        expect(codesOf(ours)).toEqual(['DOCKERFILE_UNSUPPORTED']);
      } else {
        expect(valueOf(ours).map(comparable)).toEqual(valueOf(theirs).map(comparable));
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

/** The codes it failed with, each once: both platforms fail for the same reason. */
function codesOf(outcome: PromiseSettledResult<unknown>): readonly unknown[] {
  if (outcome.status === 'fulfilled') return ['it did not fail'];
  const reason: unknown = outcome.reason;
  const failures: readonly unknown[] = reason instanceof AggregateError ? reason.errors : [reason];
  return [...new Set(failures.map((failure) => (failure as { code?: unknown }).code))];
}

function valueOf<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** What has to be equal: all but times, history texts, layer digests, and `ArgsEscaped`. */
function comparable({ files, layers, config }: FlatImage): object {
  const { created: _, rootfs: __, history, ...members } = config;
  const { ArgsEscaped: ___, ...run } = (members['config'] ?? {}) as Record<string, unknown>;
  return {
    files: Object.fromEntries(files),
    layers,
    config: { ...members, config: run },
    history: (history as { empty_layer?: boolean }[]).map(({ empty_layer }) => empty_layer ?? false),
  };
}
