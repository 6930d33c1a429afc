import { posix } from 'node:path';
import { copyManifests, findPackages, prepareManager, runWithCache, type Packages } from './find-packages.js';
import type { DockerfileRequest, Language } from './language.js';
import { libcOf } from './libc.js';
import { bundleEntry, installsPackages, isBundled, readPackage, sourceEntry } from './node-project.js';
import type { Recipe } from './recipe.js';
import type { ServiceProject } from './service-project.js';
import {
  baseImage,
  builderImage,
  builderStage,
  copy,
  header,
  healthcheck,
  nodeImage,
  NOBODY,
  PLATFORM_ARGS,
  portLines,
  titleLabel,
} from './stages.js';

/** Services in JavaScript or TypeScript, as Nx bundles them or as packages of their own. */
export const node: Language = {
  name: 'node',
  detect: (project) =>
    isBundled(project) ? 'its target build' : [project.path('package.json')].find(project.exists),
  describe: (project, request) => {
    if (request.prebuilt || (isBundled(project) && !installsPackages(project)))
      return copied(project, request);
    return isBundled(project) ? bundle(project, request) : packaged(project, request);
  },
};

/** All is in what Nx has built. */
function copied(project: ServiceProject, request: DockerfileRequest): Recipe {
  const lines = [
    '# As Nx has built it, with everything in it: node_modules are not there.',
    copy([project.output], './', '--link'),
  ];
  return {
    paragraphs: [head(project), serviceStage(project, request, lines, bundleEntry(project))],
    copies: [project.output],
    excludes: [],
    notes: [afterBuild(project)],
  };
}

/** Nx has bundled the service, and written which packages it needs besides. */
function bundle(project: ServiceProject, request: DockerfileRequest): Recipe {
  const { manager } = findPackages(project);
  const manifests = ['package.json', manager.lockFile].map((file) => posix.join(project.output, file));
  const packages: Packages = { manager, folder: project.output, workspace: undefined, manifests };
  const lines = [
    'COPY --link --from=dependencies /app ./',
    '# As Nx has built it.',
    copy([project.output], './', '--link'),
  ];
  return {
    paragraphs: [
      head(project),
      dependenciesStage(project, request, packages),
      serviceStage(project, request, lines, bundleEntry(project)),
    ],
    copies: [project.output],
    excludes: [],
    notes: [
      afterBuild(project),
      `${manifests.join(' and ')} have to be written by the build, too: generatePackageJson, and generateLockfile where there is such an option`,
    ],
  };
}

/** The service is a package with dependencies; what compiles it, if anything, is its script `build`. */
function packaged(project: ServiceProject, request: DockerfileRequest): Recipe {
  const packages = findPackages(project);
  const { scripts = {} } = readPackage(project);
  const entry = sourceEntry(project);
  const built = scripts['build'] === undefined ? undefined : entry.split('/').slice(0, -1)[0];
  const folder = packages.workspace ?? '.';
  const lines = [
    'COPY --link --from=dependencies /app ./',
    ...(built === undefined
      ? [copy([project.root], `./${packages.workspace ?? ''}`, '--link')]
      : [copy([posix.join('/app', folder, built)], `./${posix.join(folder, built)}`, '--link --from=build')]),
  ];
  const settings = project.list('.').filter((file) => /^tsconfig.*\.json$/.test(file));
  return {
    paragraphs: [
      head(project),
      dependenciesStage(project, request, packages),
      built === undefined ? [] : buildStage(project, request, packages, settings),
      serviceStage(project, request, lines, posix.join(folder, entry)),
    ],
    copies: [...packages.manifests, project.root, ...(built === undefined ? [] : settings)],
    excludes: [...(built === undefined ? [] : [`**/${built}`]), '**/*.spec.*', '**/*.test.*'],
  };
}

function dependenciesStage(
  project: ServiceProject,
  request: DockerfileRequest,
  packages: Packages,
): readonly string[] {
  const { manager, workspace } = packages;
  return [
    ...builderStage(builderImage(request, nodeImage(project)), 'dependencies'),
    'WORKDIR /app',
    ...prepareManager(packages, request.mirror),
    ...copyManifests(packages),
    ...PLATFORM_ARGS,
    'ARG TARGETARCH',
    '# Packages with a ready program for each architecture come for the image. No scripts of packages run: what they',
    '# compile (node-gyp) or fetch would be for the machine that builds. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.',
    ...(manager.remark === undefined ? [] : [`# ${manager.remark}`]),
    ...runWithCache(manager, [
      'case "$TARGETARCH" in amd64) cpu=x64 ;; 386) cpu=ia32 ;; *) cpu=$TARGETARCH ;; esac',
      ...manager.installFor(libcOf(request), workspace),
    ]),
  ];
}

function buildStage(
  project: ServiceProject,
  request: DockerfileRequest,
  packages: Packages,
  settings: readonly string[],
): readonly string[] {
  const { manager, workspace, folder } = packages;
  const inFolder = workspace === undefined ? [] : [`WORKDIR ${posix.join('/app', workspace)}`];
  return [
    ...builderStage(builderImage(request, nodeImage(project)), 'build'),
    'WORKDIR /app',
    ...prepareManager(packages, request.mirror),
    ...copyManifests(packages),
    ...runWithCache(manager, [manager.install]),
    ...(settings.length === 0 || folder === project.root ? [] : [copy(settings, './')]),
    '# And a line like this for each library of the workspace that is compiled into it.',
    copy([project.root], `./${workspace ?? ''}`),
    ...inFolder,
    'RUN npm run build',
  ];
}

function serviceStage(
  project: ServiceProject,
  request: DockerfileRequest,
  lines: readonly string[],
  entry: string,
): readonly string[] {
  return [
    `FROM ${baseImage(request, nodeImage(project))}`,
    'WORKDIR /app',
    ...lines,
    titleLabel(project),
    'ENV NODE_ENV=production',
    ...portLines(request.port),
    ...healthcheck(request.port, (address) => [
      ...['node', '-e'],
      `fetch('http://${address}').then(({ status }) => process.exit(status < 500 ? 0 : 1), () => process.exit(1))`,
    ]),
    '# A number, since a base need not know a name, and Kubernetes checks numbers only.',
    `USER ${NOBODY}:${NOBODY}`,
    '# The first process of a container ends at SIGTERM only if it listens for it: process.on("SIGTERM", …).',
    `ENTRYPOINT ${JSON.stringify(['node', entry]).replace(',', ', ')}`,
  ];
}

function head(project: ServiceProject): readonly string[] {
  return header(project, 'what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on');
}

function afterBuild({ name, output }: ServiceProject): string {
  return `The image is made of ${output}: the target build of ${name} has to run before`;
}
