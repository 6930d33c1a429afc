import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  formatPlatform,
  type Descriptor,
  type Platform,
  type Reference,
} from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../../errors/index.js';
import type { Dockerfile, PlannedStage, Source } from '../../context/dockerfile/index.js';
import type { BuildJob, BuildPlan } from '../../plan/index.js';
import type { BuildScope, Engine, PlatformContent } from '../engine.js';
import { readDockerfile } from '../plan-dockerfile.js';
import { assembleStages } from './assemble.js';
import { createAssembledStore } from './assembled-store.js';
import { readBaseImage, type BaseImage, type BaseSource } from './base-image.js';
import { findBeyondEmbedded } from './beyond.js';
import { createContextFolders } from './context-folders.js';
import { finishImage } from './finish-image.js';
import { placedFailure, placeOf, type ImagePlace } from './image-place.js';
import { createKnownLayers } from './known-layers.js';
import { createLayerMaker } from './layer-maker.js';
import { imageOfContext, imageSource, kindOfContext } from './named-context.js';
import { planWithTriggers } from './recipe.js';
import { createSpool } from './spool.js';
import { createStoredFiles } from './stored-files.js';
import { beyondEmbedded, findUnsupported } from './unsupported.js';

export interface EmbeddedTools {
  /** What this process runs on, as far as a Dockerfile asks for it. */
  readonly buildPlatform: Platform;
  /** The time of files and images, in seconds of Unix time. */
  readonly createdAt: number;
  /** Where listings of layers and digests of files may be kept between runs. */
  readonly cacheDirectory: string;
  /** Another text wherever the same content may be compressed to other bytes: the version of zlib. */
  readonly compressor: string;
  readonly now: () => Date;
}

/** What the tags of images point to, from the first time that this engine asked. */
type Roots = Map<string, Promise<Descriptor | undefined>>;

/** The engine that assembles images in this process: of Dockerfiles that run nothing, without any daemon. */
export function createEmbeddedEngine(tools: EmbeddedTools): Engine {
  const roots: Roots = new Map();
  return {
    name: 'embedded',
    async missing(plan) {
      const [first, ...more] = await findBeyondEmbedded(plan, tools.buildPlatform);
      if (first !== undefined) throw beyondEmbedded([first, ...more]);
      return [];
    },
    describe: (jobs) => jobs.map(({ platform }) => `assemble ${formatPlatform(platform)} in this process`),
    build: (jobs, scope) => buildPlatforms(jobs, scope, tools, roots),
  };
}

async function buildPlatforms(
  jobs: readonly [BuildJob, ...BuildJob[]],
  { directory: parent, openRepository, findScan, signal, warn }: BuildScope,
  tools: EmbeddedTools,
  roots: Roots,
): Promise<readonly PlatformContent[]> {
  const [{ plan }] = jobs;
  // Of its own: the platforms of a plan can be built in several turns.
  const directory = await mkdtemp(join(parent, 'embedded-'));
  const dockerfile = await readDockerfile(plan);
  const { spool, maker, openImage, ...sources } = prepareSources(
    plan,
    dockerfile,
    directory,
    { ...tools, openRepository, findScan, signal },
    roots,
  );
  const store = createAssembledStore();
  const unusedArgs = new Set<string>();

  const buildOne = async (job: BuildJob): Promise<PlatformContent> => {
    const { platform } = job;
    const openBase = async (planned: PlannedStage): Promise<BaseImage | undefined> =>
      planned.base.kind === 'image' || planned.base.kind === 'context'
        ? openImage(planned.base, planned.platform, placeOf(planned))
        : undefined;
    const stages = await planWithTriggers(dockerfile, plan, platform, tools.buildPlatform, openBase);
    // What a base asks for by ONBUILD is known only now.
    const beyond = findUnsupported(stages, (name) => kindOfContext(plan.buildContexts[name]));
    if (beyond.length > 0)
      throw beyondEmbedded(beyond.map(({ line, what }) => `${dockerfile.name}:${line}: ${what}`));
    for (const name of stages.unusedBuildArgs) unusedArgs.add(name);
    const stage = await assembleStages(stages, { ...sources, openImage, spool }, signal);
    return finishImage(stage, job, { createdAt: tools.createdAt, maker, store });
  };

  const contents = await settleAll(jobs.map(buildOne));
  for (const name of unusedArgs) warn(`No ARG of ${dockerfile.name} declares the build argument ${name}.`);
  return contents;
}

/** All that the platforms of one build have in common: what one has read or made is not read or made again. */
function prepareSources(
  plan: BuildPlan,
  dockerfile: Dockerfile,
  directory: string,
  tools: EmbeddedTools & Pick<BuildScope, 'openRepository' | 'findScan' | 'signal'>,
  roots: Roots,
) {
  const spool = createSpool(directory);
  const stored = createStoredFiles({ spool, cacheDirectory: tools.cacheDirectory });
  const folders = createContextFolders(plan, tools);
  const maker = createLayerMaker({
    ...tools,
    directory,
    prepare: stored.fetch,
    digestsOf: folders.digestsOf,
    known: createKnownLayers(tools.cacheDirectory),
  });
  const isFolder = (name: string): boolean => kindOfContext(plan.buildContexts[name]) === 'folder';
  const openImage = rememberImages(plan, dockerfile, tools, roots);
  return { spool, stored, openFolder: folders.open, isFolder, openImage, maker };
}

/** Opens each image once for all stages that name it, and all platforms of it at the digest that its tag had first. */
function rememberImages(
  plan: BuildPlan,
  dockerfile: Dockerfile,
  { openRepository, signal }: Pick<BuildScope, 'openRepository' | 'signal'>,
  roots: Roots,
) {
  const opened = new Map<string, Promise<BaseImage>>();
  const pull = (reference: Reference): ImageStore => openRepository(reference, 'pull');
  const open = async (where: BaseSource, platform: Platform): Promise<BaseImage> => {
    const root = roots.get(where.name) ?? where.store.resolve(where.tagOrDigest, signal);
    roots.set(where.name, root);
    return readBaseImage(where, await root, platform, signal);
  };
  const openOnce = (source: Source, platform: Platform): Promise<BaseImage> => {
    const where =
      source.kind === 'context'
        ? imageOfContext(plan.buildContexts[source.name] ?? '', pull)
        : imageSource(source.kind === 'image' ? source.reference : '', pull);
    const key = `${where.name} ${formatPlatform(platform)}`;
    const image = opened.get(key) ?? open(where, platform);
    opened.set(key, image);
    return image;
  };
  return async (source: Source, platform: Platform, place: ImagePlace): Promise<BaseImage> => {
    try {
      return await openOnce(source, platform);
    } catch (error) {
      throw placedFailure(error, source, place, dockerfile);
    }
  };
}
