import { formatPlatform, parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleAttestation, sampleElf, sampleImage } from '@nx-docker-multiarch/oci/testing';
import type { Engine, ImageLoader, PlatformContent } from '../engines/index.js';
import { PluginError } from '../errors/index.js';

/** For tests: what the images of `fixedEngine` are for. */
export const SAMPLE_PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

/** What a fixed engine does otherwise. */
export interface FixedEngine {
  /** Platforms whose binary is amd64's, whatever they are. */
  readonly foreign?: readonly string[];
  readonly failing?: readonly string[];
  readonly findings?: Awaited<ReturnType<Engine['missing']>>;
  readonly withAttestation?: boolean;
  readonly pushes?: boolean;
  /** A base image that the engine says it built on. */
  readonly base?: PlatformContent['base'];
}

/** For tests: an engine whose images are always the same. */
export function fixedEngine({
  foreign = [],
  failing = [],
  findings = [],
  withAttestation = false,
  pushes = false,
  base,
}: FixedEngine = {}): Engine {
  const own = createMemoryStore('engine');
  const content = async (platform: Platform, store: MemoryStore): Promise<PlatformContent> => {
    const name = formatPlatform(platform);
    const architecture = foreign.includes(name) ? 'amd64' : (platform.architecture as 'amd64');
    const layers = [{ app: { content: sampleElf(architecture), mode: 0o755 } }];
    const image = await sampleImage(store, { platform, layers, entrypoint: ['/app'] });
    const attestations = withAttestation ? [await sampleAttestation(store, image)] : [];
    const isBased = base?.platform.architecture === platform.architecture;
    return { manifest: image.manifest, attestations, store, ...(isBased && { base }) };
  };
  return {
    name: 'fixed',
    missing: async () => findings,
    describe: () => [],
    build: async (jobs, { target, signal }) => {
      const broken = jobs.filter(({ platform }) => failing.includes(formatPlatform(platform)));
      const errors = broken.map(
        ({ platform }) => new PluginError('BUILD_FAILED', `Building ${formatPlatform(platform)}: no`),
      );
      const cancelled = jobs.length > broken.length ? [new PluginError('CANCELLED', 'cancelled')] : [];
      if (errors.length > 0) throw new AggregateError([...errors, ...cancelled]);
      if (signal.aborted) throw new PluginError('CANCELLED', 'cancelled');
      return Promise.all(
        jobs.map(({ platform }) => content(platform, pushes ? (target as MemoryStore) : own)),
      );
    },
  };
}

/** What a fixed loader does otherwise. */
export interface FixedLoader {
  readonly findings?: Awaited<ReturnType<ImageLoader['missing']>>;
  readonly failure?: Error;
}

/** For tests: what takes every image, or finds and fails as told. */
export function fixedLoader({ findings = [], failure }: FixedLoader = {}): ImageLoader {
  return {
    missing: async () => findings,
    load: async ({ root, names }) => {
      if (failure) throw failure;
      return { names, digest: root.descriptor.digest, platforms: SAMPLE_PLATFORMS };
    },
  };
}
