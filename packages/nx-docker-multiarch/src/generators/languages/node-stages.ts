import { posix } from 'node:path';
import { copyManifests, folders, prepareManager, runWithCache, type Packages } from './find-packages.js';
import type { DockerfileRequest } from './language.js';
import { libcOf } from './libc.js';
import type { ServiceProject } from './service-project.js';
import {
  baseImage,
  builderImage,
  builderStage,
  copy,
  healthcheck,
  nodeImage,
  NOBODY,
  PLATFORM_ARGS,
  portLines,
  titleLabel,
} from './stages.js';

const LISTEN = ['# Where a framework would listen inside the container alone.', 'ENV HOST=0.0.0.0'];

/** A package that the image is made of: the service, or one of the workspace that it needs. */
export interface Part {
  /** Relative to the workspace's root. */
  readonly folder: string;
  /** Where it is in the image, below `/app`. */
  readonly place: string;
  /** The folder that is not a source but what a build writes, relative to the package. */
  readonly output: string | undefined;
  readonly hasScript: boolean;
}

/** Whether the script `build` makes what the image gets of a package. */
export function isCompiled({ output, hasScript }: Part): boolean {
  return output !== undefined && hasScript;
}

/** A place as the target of a `COPY`. */
export function inPlace(place: string): string {
  return place === '.' || place === './' ? './' : `./${place}`;
}

/** The stage `dependencies`: what the service needs of packages, for the image's architecture. */
export function dependenciesStage(
  project: ServiceProject,
  request: DockerfileRequest,
  packages: Packages,
): readonly string[] {
  const { manager, isMember, place } = packages;
  const install = manager.installFor(libcOf(request), isMember && place !== '.' ? place : undefined);
  const cpu =
    'case "$TARGETARCH" in amd64) cpu=x64 ;; 386) cpu=ia32 ;; ppc64le) cpu=ppc64 ;; *) cpu=$TARGETARCH ;; esac';
  const isForCpu = install.some((command) => command.includes('$cpu'));
  return [
    ...builderStage(builderImage(request, nodeImage(project)), 'dependencies'),
    'WORKDIR /app',
    ...prepareManager(packages, request.mirror),
    ...copyManifests(packages),
    ...(isForCpu ? [...PLATFORM_ARGS, 'ARG TARGETARCH'] : []),
    '# Packages with a ready program for each architecture come for the image. No scripts of packages run: what they',
    '# compile (node-gyp) or fetch would be for the machine that builds. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.',
    ...(manager.remark === undefined ? [] : [`# ${manager.remark}`]),
    ...runWithCache(
      manager,
      [...(isForCpu ? [cpu] : []), ...install, `mkdir -p ${moduleFolders(packages).join(' ')}`],
      request.mirror,
    ),
  ];
}

/** The `COPY` lines of what that stage has installed, and of nothing else in it: settings there may hold credentials. */
export function installed(packages: Packages): readonly string[] {
  return moduleFolders(packages).map((path) =>
    copy([posix.join('/app', path)], `./${path}`, '--link --from=dependencies'),
  );
}

/** The stage `build`, which compiles the service, and what it needs of the workspace before. */
export function buildStage(
  project: ServiceProject,
  request: DockerfileRequest,
  packages: Packages,
  settings: readonly string[],
  compiled: readonly Part[],
): readonly string[] {
  const { manager, neededToBuild, place } = packages;
  const own = compiled.filter(({ folder }) => folder === project.root);
  return [
    ...builderStage(builderImage(request, nodeImage(project)), 'build'),
    'WORKDIR /app',
    ...prepareManager(packages, request.mirror),
    ...copyManifests(packages),
    ...runWithCache(manager, [manager.install], request.mirror),
    ...(settings.length === 0 ? [] : [copy(settings, './')]),
    ...folders(neededToBuild).map((folder) => copy([folder], inPlace(folder))),
    ...(own.length === 0
      ? []
      : [
          '# And a line like this for each library of the workspace that is compiled into it.',
          copy([project.root], inPlace(place)),
        ]),
    ...compiled.map((part) => `RUN ${part.place === '.' ? '' : `cd ${part.place} && `}npm run build`),
  ];
}

/** The stage that runs: what `lines` put into it, started by `node` and `words`. */
export function serviceStage(
  project: ServiceProject,
  request: DockerfileRequest,
  lines: readonly string[],
  words: readonly string[],
): readonly string[] {
  return [
    `FROM ${baseImage(request, nodeImage(project))}`,
    ...lines,
    titleLabel(project),
    'ENV NODE_ENV=production',
    ...(request.port === undefined ? [] : LISTEN),
    ...portLines(request.port),
    ...healthcheck(request.port, (address) => [
      ...['node', '-e'],
      `fetch('http://${address}').then(({ status }) => process.exit(status < 500 ? 0 : 1), () => process.exit(1))`,
    ]),
    '# A number, since a base need not know a name, and Kubernetes checks numbers only.',
    `USER ${NOBODY}:${NOBODY}`,
    '# The first process of a container ends at SIGTERM only if it listens for it: process.on("SIGTERM", …).',
    `ENTRYPOINT [${['node', ...words].map((word) => JSON.stringify(word)).join(', ')}]`,
  ];
}

/** Where packages are installed, relative to the folder of the lock file. A folder that stays empty is made nevertheless. */
function moduleFolders({ isMember, place, needed }: Packages): readonly string[] {
  const places = ['.', ...(isMember ? [...folders(needed), place] : [])];
  return [...new Set(places)].map((path) => posix.join(path, 'node_modules'));
}
