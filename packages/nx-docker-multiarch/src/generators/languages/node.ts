import { posix } from 'node:path';
import { findPackages, folders, packagesOfOutput } from './find-packages.js';
import type { DockerfileRequest, Language } from './language.js';
import {
  builtByNx,
  builtEntry,
  installsPackages,
  isBuiltByNx,
  refuseFrameworks,
  startOf,
} from './node-project.js';
import {
  buildStage,
  dependenciesStage,
  inPlace,
  installed,
  isCompiled,
  serviceStage,
  type Part,
} from './node-stages.js';
import { isOutput, readManifest, runsNx, type PackageJson } from './package-json.js';
import { CREDENTIALS, type Recipe } from './recipe.js';
import type { ServiceProject } from './service-project.js';
import { copy, header, WORKDIR_LAST } from './stages.js';
import { outputFolder, type WorkspacePackage } from './workspace-packages.js';

/** Services in JavaScript or TypeScript, as Nx builds them or as packages of their own. */
export const node: Language = {
  name: 'node',
  detect: (project) =>
    isBuiltByNx(project) ? 'its target build' : [project.path('package.json')].find(project.exists),
  describe: (project, request) => {
    refuseFrameworks(project);
    if (request.prebuilt || (isBuiltByNx(project) && !installsPackages(project)))
      return copied(project, request);
    return isBuiltByNx(project) ? withPackages(project, request) : packaged(project, request);
  },
};

/** All is in what Nx has built. */
function copied(project: ServiceProject, request: DockerfileRequest): Recipe {
  const output = builtByNx(project);
  const incomplete = installsPackages(project);
  const remark = incomplete
    ? '# As Nx has built it. No packages are installed: what it needs of them has to be bundled.'
    : '# As Nx has built it, with everything in it: node_modules are not there.';
  const lines = [remark, copy([output], '/app/', '--link'), ...WORKDIR_LAST];
  return {
    paragraphs: [head(project), serviceStage(project, request, lines, [builtEntry(project)])],
    copies: [output],
    excludes: [],
    notes: [
      afterBuild(project, output),
      ...(incomplete
        ? [
            `Packages that the build leaves outside ${output} will be missing: let it bundle them (thirdParty: true, or externalDependencies: 'none'), or leave --prebuilt out`,
          ]
        : []),
    ],
  };
}

/** Nx has built the service, and written which packages it needs besides. */
function withPackages(project: ServiceProject, request: DockerfileRequest): Recipe {
  const output = builtByNx(project);
  const { pruneTarget } = project;
  // Of the workspace's own packages, Nx writes copies beside the manifest.
  const hasLibraries = pruneTarget !== undefined && findPackages(project).needed.length > 0;
  const packages = packagesOfOutput(project, output, hasLibraries ? ['workspace_modules'] : []);
  const lines = [
    'WORKDIR /app',
    ...installed(packages),
    '# As Nx has built it.',
    copy([output], './', '--link'),
  ];
  return {
    paragraphs: [
      head(project),
      dependenciesStage(project, request, packages),
      serviceStage(project, request, lines, [builtEntry(project)]),
    ],
    copies: [output],
    excludes: [],
    ...(pruneTarget === undefined
      ? {
          notes: [
            afterBuild(project, output),
            `${packages.manifests.join(' and ')} have to be written by the build, too: generatePackageJson, and generateLockfile where there is such an option`,
          ],
        }
      : { waitsFor: ['build', pruneTarget] }),
  };
}

/** The service is a package with dependencies; what compiles it, if anything, is its script `build`. */
function packaged(project: ServiceProject, request: DockerfileRequest): Recipe {
  const packages = findPackages(project);
  const { folder, place, manifests, others, needed, neededToBuild } = packages;
  const start = startOf(project);
  const own = { ...ownPart(project, start.file), place };
  const libraries = neededToBuild.map((each) => libraryPart(project, each));
  const parts = [...libraries, own];
  const compiled = parts.filter(isCompiled);
  const settings = project.list('.').filter((file) => /^tsconfig.*\.json$/.test(file));
  const withSettings = compiled.length > 0 && folder !== project.root ? settings : [];
  // Settings of a package manager that are among the sources must not get into the image with them.
  const secret = isCompiled(own) ? [] : manifests.filter((file) => mayHoldSecrets(file, project.root));
  const running = libraries.filter((part) => folders(needed).includes(part.folder));
  const lines = [
    'WORKDIR /app',
    ...installed(packages),
    ...running.flatMap(copyPart),
    ...(secret.length > 0 ? ['COPY --link --from=dependencies /sources ./'] : copyPart(own)),
    ...(place === '.' ? [] : [`WORKDIR ${posix.join('/app', place)}`]),
  ];
  return {
    paragraphs: [
      head(project),
      [...dependenciesStage(project, request, packages), ...withoutSecrets(project, secret)],
      compiled.length === 0 ? [] : buildStage(project, request, packages, withSettings, compiled),
      serviceStage(project, request, lines, start.words),
    ],
    copies: [
      ...[...manifests, ...others],
      ...(compiled.length > 0 ? folders(neededToBuild) : folders(needed)),
      ...[project.root, ...withSettings],
    ],
    excludes: excludesOf(compiled),
    runsNx: compiled.some((part) => runsNx(readManifest(project, part.folder))),
    notes: [...running, own]
      .filter((part) => part.output !== undefined && !part.hasScript)
      .map((part) => `The image takes ${outputPath(part)} as it is: what writes it has to run before`),
  };
}

function excludesOf(compiled: readonly Part[]): readonly string[] {
  const tests = ['**/*.spec.*', '**/*.test.*'];
  // A compiler may be told of such files by its own settings.
  if (compiled.length > 0) return [...compiled.map(outputPath), ...tests];
  return [...tests, '**/jest.config.*', '**/vitest.config.*', '**/eslint.config.*'];
}

function ownPart(project: ServiceProject, file: string): Omit<Part, 'place'> {
  const { root } = project;
  const [folder = '', ...rest] = file.split('/');
  const output = rest.length > 0 && isOutput(project, root, folder) ? folder : undefined;
  return { folder: root, output, hasScript: hasBuild(readManifest(project, root)) };
}

function libraryPart(project: ServiceProject, library: WorkspacePackage): Part {
  const { folder, manifest } = library;
  return {
    ...{ folder, place: folder },
    output: outputFolder(project, library),
    hasScript: hasBuild(manifest),
  };
}

function hasBuild({ scripts }: PackageJson): boolean {
  return scripts?.['build'] !== undefined;
}

/** The `COPY` lines of a package, or of what the stage `build` has made of it. */
function copyPart(part: Part): readonly string[] {
  const { folder, place, output = '' } = part;
  if (!isCompiled(part)) return [copy([folder], inPlace(place), '--link')];
  const path = posix.join(place, output);
  return [
    copy([posix.join(folder, 'package.json')], inPlace(posix.join(place, '/')), '--link'),
    copy([posix.join('/app', path)], `./${path}`, '--link --from=build'),
  ];
}

function mayHoldSecrets(file: string, root: string): boolean {
  return posix.dirname(file) === root && CREDENTIALS.includes(posix.basename(file));
}

function withoutSecrets({ root }: ServiceProject, files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const names = files.map((file) => posix.join('/sources', posix.basename(file)));
  return [
    '# What the image gets of the sources: not what may hold credentials.',
    copy([root], '/sources'),
    `RUN rm ${names.join(' ')}`,
  ];
}

function outputPath({ folder, output = '' }: Part): string {
  return posix.join(folder, output);
}

function head(project: ServiceProject): readonly string[] {
  return header(project, 'what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on');
}

function afterBuild({ name }: ServiceProject, output: string): string {
  return `The image is made of ${output}: the target build of ${name} has to run before`;
}
