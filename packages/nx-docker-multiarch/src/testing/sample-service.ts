import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  parseIndex,
  parsePlatform,
  parseReference,
  type Digest,
  type EncodedDocument,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { buildImage, createBaseImages, type ImageResult, type RunTools } from '../pipeline/index.js';
import { inputDigestOf } from '../pipeline/cache/cache-entry.js';
import type { BuildPlan } from '../plan/index.js';
import { sampleCache, samplePlan } from '../plan/sample-plan.js';
import { fixedEngine, SAMPLE_PLATFORMS } from './sample-engine.js';
import { sampleTools } from './sample-tools.js';

/** For tests: the lines of the Dockerfile of a `SampleService`. */
export const SAMPLE_DOCKERFILE = [
  'FROM base.example/base:1 AS last',
  'COPY app /app',
  'COPY --from=assets site /site',
  'ENTRYPOINT ["/app/run"]',
];
const FILES = {
  Dockerfile: SAMPLE_DOCKERFILE.join('\n'),
  'app/run': 'program',
  'app/data.txt': 'data',
  'README.md': 'read me',
  'assets/site/index.html': '<p>',
};

/** For tests: the names of what a `SampleService` is pushed as. */
export const SAMPLE_REFERENCES = ['one.example/acme/api:1', 'one.example/acme/api:latest'].map(
  parseReference,
);

/** For tests: what became of each platform. */
export const outcomesOf = ({ platforms }: ImageResult): readonly string[] =>
  platforms.map(({ outcome }) => outcome);

/** For tests: the input digests that the children of the pushed index say they have. */
export async function inputDigestsOf(
  { repository }: SampleService,
  { root }: ImageResult,
): Promise<readonly Digest[]> {
  const index = parseIndex(await repository('one.example/acme/api').readManifest(root.digest));
  return index.manifests.flatMap((child) => inputDigestOf(child) ?? []);
}

/** For tests: a service on the disc, registries in memory, and what its builds said. */
export interface SampleService {
  /** The absolute path of a file of the service. */
  file(name: string): string;
  write(name: string, text: string): Promise<void>;
  repository(name: string): MemoryStore;
  /** Makes the base image anew: what its image for an architecture holds, and for which platforms it is besides. */
  putBase(
    changes?: Readonly<Record<string, string>>,
    more?: readonly string[],
    onBuild?: readonly string[],
  ): Promise<void>;
  /** Makes an index of an image for one platform alone, under the tag `1`. */
  putOnly(name: string, platform: Platform): Promise<EncodedDocument>;
  plan(changes?: Partial<BuildPlan>): BuildPlan;
  tools(): RunTools;
  basesOf(open: RunTools['openRepository']): RunTools['bases'];
  build(plan?: Partial<BuildPlan>, tools?: Partial<RunTools>): Promise<ImageResult>;
  /** Of the last build. */
  readonly warnings: string[];
  readonly explained: string[];
}

/** For tests: a service of two folders and a base image, in a folder that is there and empty; its files are written in an order, or its reverse. */
export async function createSampleService(directory: string, isReversed = false): Promise<SampleService> {
  const repositories = new Map<string, MemoryStore>();
  const [warnings, explained]: [string[], string[]] = [[], []];
  const file = (name: string): string => path.join(directory, 'workspace', name);
  const repository = (name: string): MemoryStore => {
    const store = repositories.get(name) ?? createMemoryStore(name);
    repositories.set(name, store);
    return store;
  };
  const service: SampleService = {
    ...{ file, repository, warnings, explained },
    async write(name, text) {
      await mkdir(path.dirname(file(name)), { recursive: true });
      await writeFile(file(name), text);
    },
    putBase: (changes = {}, more = [], onBuild = []) =>
      putBase(repository('base.example/base'), changes, more, onBuild),
    putOnly: (name, platform) => putOnly(repository(name), platform),
    plan: (changes = {}) => planOf(service, changes),
    tools: () =>
      sampleTools(directory, repository, {
        explain: (line) => void explained.push(line),
        warn: (message) => void warnings.push(message),
      }),
    basesOf: (open) => createBaseImages((reference) => open(reference, 'pull')),
    build(changes = {}, tools = {}) {
      for (const lines of [warnings, explained]) lines.length = 0;
      const plan = service.plan(changes);
      const engine = fixedEngine({ withAttestation: plan.provenance !== 'off' });
      return buildImage(plan, engine, { ...service.tools(), ...tools });
    },
  };
  const files = Object.entries(FILES);
  for (const [name, text] of isReversed ? files.reverse() : files) await service.write(name, text);
  await service.putBase();
  return service;
}

async function putBase(
  store: MemoryStore,
  changes: Readonly<Record<string, string>>,
  more: readonly string[],
  onBuild: readonly string[],
): Promise<void> {
  const images = [];
  for (const platform of [...SAMPLE_PLATFORMS, ...more.map(parsePlatform)]) {
    const content = changes[platform.architecture] ?? 'base';
    images.push(await sampleImage(store, { platform, layers: [{ etc: { content } }], onBuild }));
  }
  await sampleIndex(store, images, '1');
}

async function putOnly(store: MemoryStore, platform: Platform): Promise<EncodedDocument> {
  const image = await sampleImage(store, { platform, layers: [{ etc: 'base' }] });
  const { digest } = await sampleIndex(store, [image], '1');
  return store.readManifest(digest);
}

function planOf({ file }: SampleService, changes: Partial<BuildPlan>): BuildPlan {
  return samplePlan({
    ...{ projectName: 'api', references: SAMPLE_REFERENCES, push: true },
    ...{ workspaceRoot: file(''), dockerfile: file('Dockerfile'), context: file('') },
    ...{ buildContexts: { assets: file('assets') }, cache: sampleCache({ mode: 'registry' }) },
    ...changes,
  });
}
