import type { DockerfileRequest } from './language.js';
import { cannotWrite } from './cannot-write.js';
import type { ServiceProject } from './service-project.js';
import { localPackages, type LocalPackage } from './uv-lock.js';
import { libcOf, type Libc } from './libc.js';
import { builderImage, builderStage, copy, PLATFORM_ARGS } from './stages.js';

/** The files that say which packages a service needs, relative to the workspace's root; the one that counts is first. */
export function pythonManifests({ exists, path }: ServiceProject): readonly string[] {
  const project = path('pyproject.toml');
  const lock = exists(project) ? [path('uv.lock'), 'uv.lock'].find(exists) : undefined;
  if (lock !== undefined)
    return [...new Set([lock, project, ...(lock === 'uv.lock' ? ['pyproject.toml'] : [])])];
  return [path('requirements.txt'), project].filter(exists).slice(0, 1);
}

/** The packages of the workspace that the service needs: what installs packages leaves them out. */
export function pythonLibraries(project: ServiceProject): readonly LocalPackage[] {
  const [lock = ''] = pythonManifests(project);
  return lock.endsWith('uv.lock') ? localPackages(project, lock) : [];
}

/** The stage `build`, with the packages in `/packages`. Errors: `OPTIONS_INVALID`. */
export function installWheels(
  project: ServiceProject,
  request: DockerfileRequest,
  image: string,
): readonly string[] {
  const manifests = checkManifests(project);
  const uv = manifests.some((file) => !file.endsWith('requirements.txt'));
  return [
    ...builderStage(builderImage(request, image), 'build'),
    'WORKDIR /src',
    ...(request.mirror ? mirrorLines(uv) : []),
    ...(uv ? ['RUN --mount=type=cache,target=/root/.cache pip install "uv>=0.9,<1"'] : []),
    '# First what says which packages there are: they are installed again only when that changes.',
    ...copyManifests(project, manifests),
    ...PLATFORM_ARGS,
    'ARG TARGETARCH',
    '# Wheels for the image, and nothing that would have to be compiled. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.',
    `RUN --mount=type=cache,target=/root/.cache \\`,
    '    mkdir /packages && \\',
    `    case "$TARGETARCH" in ${MACHINES} ${uv ? NO_ARM : 'arm) machine=armv7l ;;'} *) machine=$TARGETARCH ;; esac && \\`,
    ...(uv ? uvCommands(project, manifests, libcOf(request)) : pipCommands(libcOf(request))),
  ];
}

function checkManifests(project: ServiceProject): readonly string[] {
  const manifests = pythonManifests(project);
  const [first = ''] = manifests;
  const list = project.path('requirements.txt');
  if (first === '')
    throw cannotWrite(
      project,
      'no file tells which packages it needs',
      `Write them into ${list}; none at all is an empty file.`,
    );
  const names = ['poetry.lock', 'pdm.lock'];
  const lock = names.flatMap((name) => [project.path(name), name]).find(project.exists);
  if (lock !== undefined && first.endsWith('pyproject.toml'))
    throw cannotWrite(
      project,
      `${lock} can be read only by what has written it`,
      `Let it write ${list}: poetry export, or pdm export, with --output.`,
    );
  return manifests;
}

function copyManifests(project: ServiceProject, manifests: readonly string[]): readonly string[] {
  const member = manifests.includes('uv.lock') && project.root !== '.';
  if (!member) return [copy(manifests, './')];
  return [
    copy(['pyproject.toml', 'uv.lock'].filter(project.exists), './'),
    copy([project.path('pyproject.toml')], `./${project.root}/`),
  ];
}

function mirrorLines(uv: boolean): readonly string[] {
  return [
    '# Where packages come from: --buildArgs=PIP_INDEX_URL=…',
    'ARG PIP_INDEX_URL',
    ...(uv ? ['ARG UV_DEFAULT_INDEX=$PIP_INDEX_URL'] : []),
  ];
}

/** Python's names of the architectures. */
const MACHINES = 'amd64) machine=x86_64 ;; arm64) machine=aarch64 ;;';
const NO_ARM = 'arm) echo "uv knows no wheels for arm: give pip a requirements.txt" >&2 && exit 1 ;;';

/** The names of platforms that wheels may have: pip takes only those it is told. */
const WHEELS: Readonly<Record<Libc, readonly string[]>> = {
  glibc: ['manylinux_2_28', 'manylinux_2_17', 'manylinux2014'],
  musl: ['musllinux_1_2', 'musllinux_1_1'],
};

function pipCommands(libc: Libc): readonly string[] {
  const platforms = WHEELS[libc].map((name) => `--platform ${name}_$machine`).join(' ');
  return [
    '    pip install --target /packages --only-binary=:all: -r requirements.txt \\',
    `    ${platforms}`,
  ];
}

function uvCommands(project: ServiceProject, manifests: readonly string[], libc: Libc): readonly string[] {
  const { root } = project;
  const left = pythonLibraries(project).map(({ name }) => ` --no-emit-package ${name}`);
  const locked = manifests[0]?.endsWith('uv.lock') === true;
  const member = locked && manifests[0] === 'uv.lock' && root !== '.';
  const exported = `uv export --frozen --no-dev --no-emit-workspace${left.join('')} --output-file /requirements.txt${member ? ` --project ${root}` : ''} >/dev/null`;
  const list = locked ? '/requirements.txt' : 'pyproject.toml';
  return [
    ...(locked ? [`    ${exported} && \\`] : []),
    `    uv pip install --target /packages --only-binary :all: --link-mode copy -r ${list} \\`,
    `    --python-platform $machine-unknown-linux-${libc === 'musl' ? 'musl' : 'gnu'}`,
  ];
}
