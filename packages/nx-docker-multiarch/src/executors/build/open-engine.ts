import { homedir } from 'node:os';
import path from 'node:path';
import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import {
  createBuildxEngine,
  createEmbeddedEngine,
  readSecretValues,
  type Engine,
} from '../../engines/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import { pluginFolders } from './plugin-folders.js';

type Environment = Readonly<Record<string, string | undefined>>;

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm: 'arm/v7',
  ia32: '386',
  ppc64: 'ppc64le',
};

/** The engine that a plan names, with what it takes of this machine. */
export function openEngine(plan: BuildPlan, env: Environment): Engine {
  if (plan.engine === 'embedded') {
    return createEmbeddedEngine({
      buildPlatform: hostPlatform(),
      createdAt: readSourceDateEpoch(env) ?? 0,
      cacheDirectory: cacheDirectoryOf(plan),
      compressor: `zlib ${process.versions.zlib} ${process.arch}`,
      now: () => new Date(),
    });
  }
  return createBuildxEngine({
    run,
    pluginFolders: pluginFolders(env, homedir()),
    secretValues: (secrets) => readSecretValues(secrets, env),
  });
}

/** What `BUILDPLATFORM` is without a builder: Linux, on this machine's processor. */
export function hostPlatform(): Platform {
  return parsePlatform(`linux/${ARCHITECTURES[process.arch] ?? process.arch}`);
}

/** Where what only makes later runs of a workspace faster is kept between them. */
export function cacheDirectoryOf({ workspaceRoot }: Pick<BuildPlan, 'workspaceRoot'>): string {
  return path.join(workspaceRoot, 'node_modules/.cache/nx-docker-multiarch');
}

/** In seconds of Unix time; `undefined` where it is not set, or not to a time (reproducible-builds.org, SOURCE_DATE_EPOCH). */
export function readSourceDateEpoch({ SOURCE_DATE_EPOCH = '' }: Environment): number | undefined {
  return /^\d{1,11}$/.test(SOURCE_DATE_EPOCH) ? Number(SOURCE_DATE_EPOCH) : undefined;
}
