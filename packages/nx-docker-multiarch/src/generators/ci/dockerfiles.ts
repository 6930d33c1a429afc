import { visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { isSamePlatform, parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile, planStages } from '../../context/dockerfile/index.js';
import { CodedError } from '../../errors/index.js';
import { dockerfileSuffix } from '../../plan/dockerfile-suffix.js';

/** A Dockerfile of the workspace. */
export interface DockerfileText {
  readonly path: string;
  readonly text: string;
}

/** What a runner needs for the Dockerfiles of a workspace, as far as their text tells. */
export interface DockerNeeds {
  /** Whether something runs while an image is built: a builder is needed. */
  readonly builder: boolean;
  /** Whether something runs on another platform than the runner's: an emulator is needed. */
  readonly emulator: boolean;
}

const DOCKERFILE = /(?:^|\/)(?:Dockerfile(?:\.[\w.-]+)?|[^/]+\.Dockerfile)$/;
const [RUNNER, FOREIGN] = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')];

/** Every Dockerfile of the workspace that Git does not ignore. */
export function findDockerfiles(tree: Tree): readonly DockerfileText[] {
  const found: DockerfileText[] = [];
  visitNotIgnoredFiles(tree, '.', (file) => {
    const path = file.replaceAll('\\', '/');
    if (!DOCKERFILE.test(path) || path.endsWith('.dockerignore') || path.includes('node_modules/')) return;
    found.push({ path, text: tree.read(file, 'utf8') ?? '' });
  });
  return found;
}

/** The `worker` of each `Dockerfile.worker`, once: each has a target of its own. */
export function suffixesOf(dockerfiles: readonly DockerfileText[]): readonly string[] {
  return [...new Set(dockerfiles.flatMap(({ path }) => dockerfileSuffix(path) ?? []))].sort();
}

/** What all of them need together. Without any, a builder: what is to come is not known. */
export function needsOf(dockerfiles: readonly DockerfileText[]): DockerNeeds {
  const needs = dockerfiles.map(needsOfOne);
  return {
    builder: needs.length === 0 || needs.some(({ builder }) => builder),
    emulator: needs.some(({ emulator }) => emulator),
  };
}

function needsOfOne({ path, text }: DockerfileText): DockerNeeds {
  try {
    const { stages } = planStages(parseDockerfile(text, path), {
      platform: FOREIGN,
      buildPlatform: RUNNER,
      buildArgs: new Map(),
      namedContexts: new Set(),
    });
    const running = stages.filter(({ runs }) => runs.length > 0);
    return {
      builder: running.length > 0,
      emulator: running.some(({ platform }) => !isSamePlatform(platform, RUNNER)),
    };
  } catch (error) {
    // What can't be read here is left to the builder, which says best what is wrong with it.
    if (error instanceof CodedError) return { builder: true, emulator: false };
    throw error;
  }
}
