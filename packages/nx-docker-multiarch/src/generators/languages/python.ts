import { posix } from 'node:path';
import type { DockerfileRequest, Language } from './language.js';
import { installWheels, pythonLibraries, pythonManifests } from './python-packages.js';
import type { ServiceProject } from './service-project.js';
import {
  baseImage,
  copy,
  header,
  healthcheck,
  NOBODY,
  portLines,
  titleLabel,
  WORKDIR_LAST,
} from './stages.js';

const ENTRIES = ['main.py', 'app.py', 'server.py', 'src/main.py', 'src/app.py'];

/** Services in Python, with packages by uv or pip. */
export const python: Language = {
  name: 'python',
  detect: (project) => pythonManifests(project)[0],
  describe: (project, request) => {
    const libraries = request.prebuilt ? [] : pythonLibraries(project).map(({ folder }) => folder);
    const lines = request.prebuilt
      ? [
          '# As Nx has built it, with the packages that it needs.',
          copy([project.output], '/app/', '--link'),
          ...WORKDIR_LAST,
        ]
      : [
          'WORKDIR /app',
          'COPY --link --from=build /packages /packages',
          ...libraries.map((folder) => copy([folder], posix.join('/workspace', folder), '--link')),
          copy([project.root], './', '--link'),
        ];
    return {
      paragraphs: [
        header(project, 'what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on'),
        request.prebuilt ? [] : installWheels(project, request, pythonImage(project)),
        serviceStage(project, request, lines, libraries),
      ],
      copies: request.prebuilt ? [project.output] : [...pythonManifests(project), ...libraries, project.root],
      excludes: request.prebuilt
        ? []
        : ['**/__pycache__', '**/.venv', '**/.*_cache', '**/tests', '**/test_*.py'],
      ...(request.prebuilt
        ? {
            notes: [
              `The image is made of ${project.output}: the target build of ${project.name} has to run before`,
            ],
          }
        : {}),
    };
  },
};

function serviceStage(
  project: ServiceProject,
  request: DockerfileRequest,
  lines: readonly string[],
  libraries: readonly string[],
): readonly string[] {
  return [
    `FROM ${baseImage(request, pythonImage(project))}`,
    ...lines,
    titleLabel(project),
    `ENV PYTHONPATH=${modulePath(project, request, libraries)} PYTHONUNBUFFERED=1`,
    ...portLines(request.port),
    ...healthcheck(request.port, (address) => [
      ...['python', '-c'],
      `import http.client as h, sys; c = h.HTTPConnection('${address}', timeout=4); c.request('GET', '/'); sys.exit(c.getresponse().status >= 500)`,
    ]),
    '# A number, since a base need not know a name, and Kubernetes checks numbers only.',
    `USER ${NOBODY}:${NOBODY}`,
    '# The first process of a container ignores SIGTERM unless it listens for it; this one Python takes as Ctrl+C.',
    '# gunicorn is the other way round: at SIGTERM it first answers what it was asked, so that it needs no STOPSIGNAL.',
    'STOPSIGNAL SIGINT',
    '# Programs of packages are modules here: ["python", "-m", "uvicorn", "main:app"]',
    `ENTRYPOINT [${['python', ...entry(project)].map((word) => JSON.stringify(word)).join(', ')}]`,
  ];
}

/** The folders that Python looks for modules in: those with `src` keep them there. */
function modulePath(
  { path, exists }: ServiceProject,
  { prebuilt }: DockerfileRequest,
  libraries: readonly string[],
): string {
  const inside = (folder: string): string =>
    posix.join(folder, exists(posix.join(folder, 'src')) ? 'src' : '');
  const own = exists(path('src')) ? ['/app', '/app/src'] : ['/app'];
  const others = libraries.map((folder) => posix.join('/workspace', inside(folder)));
  return [...(prebuilt ? [] : ['/packages']), ...own, ...others].join(':');
}

/** What Python starts: a file, a package that can be run, or what the project says is its program. */
function entry({ root, path, exists, list, read }: ServiceProject): readonly string[] {
  const file = ENTRIES.find((name) => exists(path(name)));
  if (file !== undefined) return [file];
  const folders = [root, path('src')].flatMap((folder) =>
    list(folder).map((name) => posix.join(folder, name)),
  );
  const module = folders.find((folder) => exists(posix.join(folder, '__main__.py')));
  if (module !== undefined) return ['-m', posix.basename(module)];
  const script = consoleScript(read(path('pyproject.toml')));
  return script === undefined ? ['main.py'] : ['-c', script];
}

/** What a console script of the project does (entry points specification), if there is just one. */
function consoleScript(manifest: string): string | undefined {
  const [, table = ''] = /^\[project\.scripts\]\s*\n((?:(?!\[).*\n?)*)/m.exec(manifest) ?? [];
  const [one, ...more] = [...table.matchAll(/^\s*[\w."-]+\s*=\s*["']([\w.]+):(\w+)["']/gm)];
  if (one === undefined || more.length > 0) return undefined;
  const [, module, start] = one;
  return `import sys; from ${module} import ${start}; sys.exit(${start}())`;
}

/** Of the version that the project or the workspace is worked on with. */
function pythonImage({ path, read }: ServiceProject): string {
  const texts = [path('.python-version'), '.python-version'].map(read);
  const [version = '3.13'] = texts.flatMap((text) => /^3\.\d+/.exec(text.trim())?.[0] ?? []);
  return `python:${version}-slim`;
}
