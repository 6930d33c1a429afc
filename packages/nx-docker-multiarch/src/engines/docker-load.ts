import { Readable } from 'node:stream';
import { writeTar } from '@nx-docker-multiarch/oci/layer';
import {
  formatPlatform,
  isAttestation,
  isSamePlatform,
  type EncodedDocument,
  type Platform,
  type Digest,
} from '@nx-docker-multiarch/oci/model';
import { CodedError, PluginError } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import { ProcessError, type Run } from '../process/index.js';
import { dockerArchive, type ArchiveContents, type StoredManifest } from './docker-archive.js';
import { readDockerInfo, type Daemon } from './docker-info.js';
import type { Finding } from './engine.js';

/** An image to load: its root, what the root points to, and the names it gets. */
export interface LoadRequest {
  readonly root: EncodedDocument;
  readonly contents: readonly StoredManifest[];
  readonly names: readonly string[];
}

/** What Docker has after a load. */
export interface LoadedImage {
  readonly names: readonly string[];
  /** What the names point to: the root, or one platform's manifest where Docker holds only one. */
  readonly digest: Digest;
  readonly platforms: readonly Platform[];
}

/** What images are loaded into. */
export interface ImageLoader {
  /** What this machine lacks to load the plan's image; no `error` among them means it can. Changes nothing. */
  missing(plan: Pick<BuildPlan, 'platforms'>, signal: AbortSignal): Promise<readonly Finding[]>;
  /** Errors: `LOAD_FAILED`, `PROCESS_FAILED`, `CANCELLED`, and those of the stores that hold the image. */
  load(request: LoadRequest, signal: AbortSignal): Promise<LoadedImage>;
}

/**
 * Loads with `docker load`: all platforms where Docker keeps images in the containerd store, else the one that is
 * Docker's own.
 */
export function createDockerLoader(run: Run): ImageLoader {
  return {
    missing: async ({ platforms }, signal) => {
      const docker = await findDaemon(run, signal);
      if ('severity' in docker) return [docker];
      return docker.hasImageStore || platforms.some((each) => isSamePlatform(each, docker.platform))
        ? []
        : [noImageFor(docker.platform)];
    },
    load: async (request, signal) => {
      const docker = await findDaemon(run, signal);
      if ('severity' in docker) throw loadFailed(docker);
      const chosen = chooseContents(request, docker);
      if (chosen === undefined) throw loadFailed(noImageFor(docker.platform));
      const entries = dockerArchive(chosen, request.names, signal);
      const input = Readable.from(writeTar(entries), { objectMode: false });
      await run({ command: 'docker', args: ['load', '--quiet'], input, signal });
      return {
        names: request.names,
        digest: chosen.top.descriptor.digest,
        platforms: imagesOf(chosen).flatMap(({ descriptor }) => descriptor.platform ?? []),
      };
    },
  };
}

async function findDaemon(run: Run, signal: AbortSignal): Promise<Daemon | Finding> {
  try {
    const { daemon } = await readDockerInfo(run, signal);
    return daemon ?? noDaemon([]);
  } catch (error) {
    if (error instanceof ProcessError) return noDaemon(error.stderr);
    if (error instanceof CodedError && error.code === 'TOOL_MISSING') return noDocker();
    throw error;
  }
}

function chooseContents(request: LoadRequest, docker: Daemon): ArchiveContents | undefined {
  if (docker.hasImageStore) return { top: request.root, contents: request.contents };
  const own = imagesOf(request).find(
    ({ descriptor: { platform } }) => platform && isSamePlatform(platform, docker.platform),
  );
  return own && { top: own, contents: [own] };
}

function imagesOf({ contents }: Pick<LoadRequest, 'contents'>): readonly StoredManifest[] {
  return contents.filter(({ descriptor }) => !isAttestation(descriptor));
}

function loadFailed({ message, hint }: Finding): PluginError {
  return new PluginError('LOAD_FAILED', `Loading the image into Docker: ${message}`, { hint });
}

function noDocker(): Finding {
  return {
    severity: 'error',
    message: 'there is no docker program',
    hint: 'Install Docker: https://docs.docker.com/engine/install, or leave load out.',
  };
}

function noDaemon(stderr: readonly string[]): Finding {
  const said = stderr.length === 0 ? '' : ` (${stderr.join(' ')})`;
  return {
    severity: 'error',
    message: `its daemon does not answer${said}`,
    hint: 'Start it (systemctl start docker, or Docker Desktop), point DOCKER_HOST to one that runs, or leave load out.',
  };
}

function noImageFor(platform: Platform): Finding {
  const own = formatPlatform(platform);
  return {
    severity: 'error',
    message: `it keeps one platform only, its own ${own}, and the image has none for that`,
    hint: `Add ${own} to platforms, or let Docker keep all platforms: {"features": {"containerd-snapshotter": true}} in its daemon.json.`,
  };
}
