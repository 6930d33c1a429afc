import { posix } from 'node:path';
import type { DockerfileRequest, Language } from './language.js';
import { goSources, type GoSources } from './go-modules.js';
import type { Recipe } from './recipe.js';
import type { ServiceProject } from './service-project.js';
import { binaryStage, binaryRecipe } from './binary.js';
import { builderImage, builderStage, copy, header, PLATFORM_ARGS } from './stages.js';

/** The oldest Go that is used: 1.25. A module that asks for a newer one gets it. */
const GO_MINOR = 25;
const MODULES = '--mount=type=cache,target=/go/pkg/mod';
const OBJECTS = '--mount=type=cache,target=/root/.cache/go-build';

/** Services in Go, compiled on the machine that builds, for whatever platform the image is for. */
export const go: Language = {
  name: 'go',
  detect: (project) => [project.path('go.mod')].find(project.exists),
  detectAbove: moduleFile,
  describe: (project, request) => (request.prebuilt ? binaryRecipe : compiled)(project, request, 'scratch'),
};

function compiled(project: ServiceProject, request: DockerfileRequest): Recipe {
  const sources = goSources(project, posix.dirname(moduleFile(project) ?? project.path('go.mod')));
  const { module, hasWork, others, imported } = sources;
  const lines = [
    '# So that it can call others over HTTPS.',
    'COPY --link --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/',
    'COPY --link --from=build /out/service /service',
  ];
  const manifests = [module, ...others].map(({ folder }) => folder).filter((path) => path !== project.root);
  return {
    paragraphs: [
      header(project, 'what is compiled (go build), what else the service reads (COPY), what it runs on'),
      buildStage(project, request, sources),
      binaryStage(project, request, 'scratch', lines),
    ],
    copies: [
      ...(hasWork ? ['go.work*'] : []),
      ...manifests.filter((path) => !imported.includes(path)).flatMap(moduleFiles),
      ...[project.root, ...imported],
    ],
    excludes: ['**/*_test.go'],
  };
}

function buildStage(
  project: ServiceProject,
  request: DockerfileRequest,
  { module, hasWork, others, imported, minor }: GoSources,
): readonly string[] {
  const { root } = project;
  const usual = `golang:1.${Math.max(GO_MINOR, minor)}-alpine`;
  const inSources = (path: string): string => posix.join('/src', path);
  return [
    ...builderStage(builderImage(request, usual), 'build'),
    `WORKDIR ${inSources(module.folder)}`,
    ...(request.mirror ? ['# Where modules come from: --buildArgs=GOPROXY=…', 'ARG GOPROXY'] : []),
    '# First what says which modules there are: they are loaded again only when that changes.',
    ...(hasWork ? ['COPY go.work go.work.sum* /src/'] : []),
    copy(moduleFiles(module.folder), './'),
    ...others.map(({ folder }) => copy(moduleFiles(folder), inSources(`${folder}/`))),
    `RUN ${MODULES} go mod download`,
    ...(imported.length > 0
      ? ['# And a line like this for each package of the workspace that it imports some day.']
      : []),
    ...imported.map((path) => copy([path], inSources(path))),
    copy([root], `./${posix.relative(module.folder, root)}`),
    ...PLATFORM_ARGS,
    'ARG TARGETOS TARGETARCH TARGETVARIANT',
    `RUN ${MODULES} ${OBJECTS} \\`,
    '    case "$TARGETARCH" in amd64) export GOAMD64=$TARGETVARIANT ;; arm) export GOARM=${TARGETVARIANT#v} ;; esac && \\',
    '    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \\',
    `    go build -trimpath -ldflags="-s -w" -o /out/service ${mainPackage(project, module.folder)}`,
  ];
}

/** A module's files that say which others it needs. */
function moduleFiles(folder: string): readonly string[] {
  return ['go.mod', 'go.sum*'].map((file) => posix.join(folder, file));
}

/** The project's module, or that of a folder above it. */
function moduleFile({ root, exists }: ServiceProject): string | undefined {
  for (let folder = root; ; folder = posix.dirname(folder)) {
    const file = posix.join(folder, 'go.mod');
    if (exists(file)) return file;
    if (folder === '.') return undefined;
  }
}

/** The package that holds `main`, as `go build` in the module's folder takes it. */
function mainPackage({ name, root, exists, path }: ServiceProject, folder: string): string {
  const inside = exists(path('main.go')) || !exists(path(`cmd/${name}`)) ? '' : `cmd/${name}`;
  const found = posix.join(posix.relative(folder, root), inside);
  return found === '.' ? '.' : `./${found}`;
}
