import { posix } from 'node:path';
import type { DockerfileRequest, Language } from './language.js';
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
  detect: moduleFile,
  describe: (project, request) => (request.prebuilt ? binaryRecipe : compiled)(project, request, 'scratch'),
};

function compiled(project: ServiceProject, request: DockerfileRequest): Recipe {
  const folder = posix.dirname(moduleFile(project) ?? project.path('go.mod'));
  const local = localModules(project, folder);
  const lines = [
    '# So that it can call others over HTTPS.',
    'COPY --link --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/',
    'COPY --link --from=build /out/service /service',
  ];
  return {
    paragraphs: [
      header(project, 'what is compiled (go build), what else the service reads (COPY), what it runs on'),
      buildStage(project, request, folder, local),
      binaryStage(project, request, 'scratch', lines),
    ],
    copies: [
      ...(isInWorkspace(project, folder) ? ['go.work*'] : []),
      ...(folder === project.root ? [] : [posix.join(folder, 'go.*')]),
      project.root,
      ...local,
    ],
    excludes: ['**/*_test.go'],
  };
}

function buildStage(
  project: ServiceProject,
  request: DockerfileRequest,
  folder: string,
  local: readonly string[],
): readonly string[] {
  const module = posix.join(folder, 'go.mod');
  const usual = `golang:1.${Math.max(GO_MINOR, minorOf(project.read(module)))}-alpine`;
  return [
    ...builderStage(builderImage(request, usual), 'build'),
    `WORKDIR ${posix.join('/src', folder)}`,
    ...(request.mirror ? ['# Where modules come from: --buildArgs=GOPROXY=…', 'ARG GOPROXY'] : []),
    '# First what says which modules there are: they are loaded again only when that changes.',
    ...(isInWorkspace(project, folder) ? ['COPY go.work go.work.sum* /src/'] : []),
    copy([module, posix.join(folder, 'go.sum*')], './'),
    ...local.map((path) => copy([path], posix.join('/src', path))),
    `RUN ${MODULES} go mod download`,
    copy([project.root], `./${posix.relative(folder, project.root)}`),
    ...PLATFORM_ARGS,
    'ARG TARGETOS TARGETARCH TARGETVARIANT',
    `RUN ${MODULES} ${OBJECTS} \\`,
    '    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} \\',
    `    go build -trimpath -ldflags="-s -w" -o /out/service ${mainPackage(project, folder)}`,
  ];
}

/** Whether go.work of the workspace says which modules belong together. */
function isInWorkspace({ exists }: ServiceProject, folder: string): boolean {
  return folder !== '.' && exists('go.work');
}

/** The project's module, or that of a folder above it. */
function moduleFile({ root, exists }: ServiceProject): string | undefined {
  for (let folder = root; ; folder = posix.dirname(folder)) {
    const file = posix.join(folder, 'go.mod');
    if (exists(file)) return file;
    if (folder === '.') return undefined;
  }
}

function minorOf(module: string): number {
  return Number(/^go 1\.(\d+)/m.exec(module)?.[1] ?? 0);
}

/** The other modules of the workspace that the module may need: what its `replace` names, and `use` of go.work. */
function localModules({ read, exists }: ServiceProject, folder: string): readonly string[] {
  const replaced = named(read(posix.join(folder, 'go.mod')), /=>\s*(\.\.?\/\S+)/g).map((path) =>
    posix.join(folder, path),
  );
  const used = folder === '.' ? [] : named(read('go.work'), /^\s*(?:use\s+)?(\.\/\S+)\s*$/gm);
  const paths = [...replaced, ...used].map((path) => posix.normalize(path).replace(/\/$/, ''));
  return [...new Set(paths)].filter((path) => path !== folder && !path.startsWith('..') && exists(path));
}

function named(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

/** The package that holds `main`, as `go build` in the module's folder takes it. */
function mainPackage({ name, root, exists, path }: ServiceProject, folder: string): string {
  const inside = exists(path('main.go')) || !exists(path(`cmd/${name}`)) ? '' : `cmd/${name}`;
  const found = posix.join(posix.relative(folder, root), inside);
  return found === '.' ? '.' : `./${found}`;
}
