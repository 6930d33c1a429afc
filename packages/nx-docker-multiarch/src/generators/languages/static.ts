import { posix } from 'node:path';
import {
  copyManifests,
  findPackages,
  folders,
  prepareManager,
  runWithCache,
  type Packages,
} from './find-packages.js';
import type { DockerfileRequest, Language } from './language.js';
import { inPlace } from './node-stages.js';
import { readManifest, runsNx } from './package-json.js';
import { pathLibraries } from './path-libraries.js';
import type { Recipe } from './recipe.js';
import { fileLike, type ServiceProject } from './service-project.js';
import {
  baseImage,
  builderImage,
  builderStage,
  copy,
  header,
  healthcheck,
  nodeImage,
  titleLabel,
} from './stages.js';

const NGINX = 'nginxinc/nginx-unprivileged:1.29-alpine-slim';
/** Files of the workspace root that a build reads, or Nx's plugins do when they look at the projects. */
const SETTINGS =
  /^(nx|tsconfig.*|angular)\.json$|\.(config|preset|workspace)\.[cm]?[jt]s$|^\.(browserslistrc|eslintrc|postcssrc|swcrc)/;
const VITE_CONFIG = /^vite\.config\.[cm]?[jt]s$/;
const ANGULAR = /angular.*:(application|browser|browser-esbuild)$/;

/** Front ends that are built to files, which a web server serves. */
export const staticFiles: Language = {
  name: 'static',
  detect: (project) => {
    const { executor = '' } = project.build;
    if (ANGULAR.test(executor)) return executor;
    return fileLike(project, VITE_CONFIG) !== undefined && project.exists(project.path('index.html'))
      ? project.path('index.html')
      : undefined;
  },
  describe: (project, request) => (request.prebuilt ? copied(project, request) : built(project, request)),
};

function copied(project: ServiceProject, request: DockerfileRequest): Recipe {
  const files = filesOf(project);
  return {
    paragraphs: [
      head(project),
      serverStage(project, request, [
        '# As Nx has built it.',
        copy([files], '/usr/share/nginx/html/', '--link'),
      ]),
    ],
    copies: [files],
    excludes: [],
    notes: [`The image is made of ${files}: the target build of ${project.name} has to run before`],
  };
}

function built(project: ServiceProject, request: DockerfileRequest): Recipe {
  const packages = findPackages(project);
  const { manager, folder } = packages;
  const settings = project.list('.').filter((file) => SETTINGS.test(file));
  const alone = folder === project.root;
  const libraries = librariesOf(project, packages, alone);
  const manifest = readManifest(project, project.root);
  const command =
    alone && manifest.scripts?.['build'] !== undefined
      ? 'npm run build'
      : alone && !project.exists('nx.json')
        ? `${manager.run} vite build`
        : `NX_DAEMON=false ${manager.run} nx build ${project.name} --skipSync`;
  const inside = posix.join('/src', posix.relative(folder, filesOf(project)));
  return {
    paragraphs: [
      head(project),
      [
        ...builderStage(builderImage(request, nodeImage(project)), 'build'),
        'WORKDIR /src',
        ...prepareManager(packages, request.mirror),
        ...copyManifests(packages),
        ...runWithCache(manager, [manager.install], request.mirror),
        ...(alone || settings.length === 0 ? [] : [copy(settings, './')]),
        ...(alone ? [] : ['# And a line like this for each library of the workspace that is built in.']),
        ...libraries.map((path) => copy([path], inPlace(path))),
        copy([project.root], `./${posix.relative(folder, project.root)}`),
        `RUN ${command}`,
      ],
      serverStage(project, request, [copy([inside], '/usr/share/nginx/html/', '--link --from=build')]),
    ],
    copies: [
      ...[...packages.manifests, ...packages.others, ...libraries],
      ...[...(alone ? [] : settings), project.root],
    ],
    excludes: ['**/dist'],
    runsNx: /\bnx\b/.test(command) || runsNx(manifest),
  };
}

/** What of the workspace is built in: packages by their manifests, and what tsconfig knows by its path. */
function librariesOf(project: ServiceProject, packages: Packages, alone: boolean): readonly string[] {
  const byPackage = folders(packages.neededToBuild);
  const byPath = alone ? [] : pathLibraries(project);
  return [...byPackage, ...byPath.filter((each) => !byPackage.includes(each))];
}

function serverStage(
  project: ServiceProject,
  request: DockerfileRequest,
  files: readonly string[],
): readonly string[] {
  const { port = 8080 } = request;
  return [
    `FROM ${baseImage(request, NGINX)}`,
    "# Addresses that are no files are the front end's own: it gets its page for them.",
    "COPY --link <<'EOF' /etc/nginx/conf.d/default.conf",
    'server {',
    `  listen ${port};`,
    '  root /usr/share/nginx/html;',
    '  location / {',
    '    try_files $uri $uri/ /index.html;',
    '  }',
    '}',
    'EOF',
    ...files,
    titleLabel(project),
    `EXPOSE ${port}`,
    ...(request.base === undefined
      ? healthcheck(port, (address) => ['wget', '-q', '-O', '/dev/null', `http://${address}/`])
      : []),
    '# nginx ends at once at SIGTERM; at this it first answers what it was asked.',
    'STOPSIGNAL SIGQUIT',
    '# The number of nginx in its image.',
    'USER 101:101',
  ];
}

/** The folder that the build writes the front end to, relative to the workspace's root. */
function filesOf(project: ServiceProject): string {
  const { root, output, build, read } = project;
  if (/:application$/.test(build.executor ?? '')) return posix.join(output, 'browser');
  const config = fileLike(project, VITE_CONFIG);
  const written = config === undefined ? undefined : /outDir:\s*['"]([^'"]+)['"]/.exec(read(config))?.[1];
  if (written !== undefined) return posix.join(root, written);
  return build.options['outputPath'] === undefined && config !== undefined
    ? posix.join(root, 'dist')
    : output;
}

function head(project: ServiceProject): readonly string[] {
  return header(project, 'how the front end is built (RUN), where the build writes it, how it is served');
}
