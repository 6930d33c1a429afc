import { visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { findOtherFrontend, parseDockerfile, planStages } from '../../context/dockerfile/index.js';
import { builderWork } from '../../context/reach/index.js';
import { CodedError } from '../../errors/index.js';
import { dockerfileSuffix } from '../../plan/dockerfile-suffix.js';

/** A Dockerfile of the workspace. */
export interface DockerfileText {
  readonly path: string;
  readonly text: string;
}

/** What a runner needs for the Dockerfiles of a workspace, as far as their text tells. */
export interface DockerNeeds {
  /** Whether there is something that only a builder does, as it runs what a `RUN` says. */
  readonly builder: boolean;
  /** The architectures, other than the runner's, that something runs on: `arm64`. An emulator is needed for each. */
  readonly emulated: readonly string[];
}

const DOCKERFILE = /(?:^|\/)(?:Dockerfile(?:\.[\w.-]+)?|[^/]+\.Dockerfile)$/;
const RUNNER = parsePlatform('linux/amd64');
const FACTS = {
  buildPlatform: RUNNER,
  buildArgs: new Map<string, string>(),
  namedContexts: new Set<string>(),
};

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

/** What all of them need together, for the platforms. Without any, a builder: what is to come is not known. */
export function needsOf(dockerfiles: readonly DockerfileText[], platforms: readonly Platform[]): DockerNeeds {
  const needs = dockerfiles.map((each) => needsOfOne(each, platforms));
  return {
    builder: needs.length === 0 || needs.some(({ builder }) => builder),
    emulated: [...new Set(needs.flatMap(({ emulated }) => emulated))],
  };
}

function needsOfOne({ path, text }: DockerfileText, platforms: readonly Platform[]): DockerNeeds {
  try {
    const dockerfile = parseDockerfile(text, path);
    const stages = platforms.flatMap((platform) => planStages(dockerfile, { platform, ...FACTS }).stages);
    const architectures = stages
      .filter(({ runs }) => runs.length > 0)
      .map(({ platform }) => platform.architecture);
    return {
      builder:
        findOtherFrontend(dockerfile, undefined) !== undefined ||
        stages.some(
          ({ platform, instructions }) =>
            platform.os !== 'linux' || instructions.some((each) => builderWork(each) !== undefined),
        ),
      emulated: architectures.filter((architecture) => architecture !== RUNNER.architecture),
    };
  } catch (error) {
    // What can't be read here is left to the builder, which says best what is wrong with it.
    if (error instanceof CodedError) return { builder: true, emulated: [] };
    throw error;
  }
}
