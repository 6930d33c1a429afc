import type { DockerfileOptions } from './options.js';
import type { SampleProject } from './sample-project.js';
import {
  BUILDS,
  COMPILED,
  CONFIGS,
  ESBUILD,
  GO_WORK,
  LIBRARIES,
  NEEDS,
  pack,
  PATHS,
  PIP,
  PRUNED,
  SCRIPTS,
  UV_LOCK,
  VITE,
} from './sample-workspaces.js';

const GO = { files: { 'apps/api/go.mod': 'module example.com/api\n\ngo 1.24\n', 'apps/api/main.go': '' } };
const TS = '{}';
const LOCK = '{"lockfileVersion":3}';
const PACKAGE = JSON.stringify({ name: 'api', main: 'src/index.js', dependencies: { pino: '^9.0.0' } });
const WORKSPACES = { 'package.json': '{"workspaces":["apps/*"]}', 'apps/api/package.json': PACKAGE };
const NX = { 'package.json': '{}', 'package-lock.json': LOCK, 'nx.json': '{}', 'tsconfig.base.json': TS };
const WEB = { name: 'web', files: { ...NX, ...VITE, ...CONFIGS } };

/** Projects with options, by the name of the golden file that says what becomes of them. */
export const SAMPLES: Readonly<Record<string, SampleProject & { options?: Partial<DockerfileOptions> }>> = {
  go: GO,
  'go-port-mirror': { ...GO, options: { port: 8080, mirror: true } },
  'go-bases': { ...GO, options: { base: 'alpine:3.22', builderBase: 'localhost:5000/go:1' } },
  'go-prebuilt': { ...GO, options: { prebuilt: true, port: 8080 } },
  'go-workspace-module': {
    files: {
      'go.mod': 'module example.com/acme\n\ngo 1.26.1\n',
      'apps/api/cmd/api/main.go': 'import (\n\t"fmt"\n\t"example.com/acme/internal/log"\n)\n',
      'apps/api/main_test.go': 'import "example.com/acme/internal/fake"\n',
      'internal/log/log.go':
        'import "example.com/acme/internal/log/level"\nimport "example.com/acme/pkg/clock"\n',
      'internal/log/level/level.go': 'import "example.com/acme/apps/api/config"\n',
      'internal/fake/fake.go': '',
      'pkg/clock/clock.go': '',
    },
  },
  'go-replaced': {
    files: {
      ...GO.files,
      'apps/api/go.mod': 'module example.com/api\n\nreplace example.com/log => ../../libs/log\n',
      'apps/api/main.go': 'import "example.com/log"\n',
      'libs/log/go.mod': 'module example.com/log\n',
    },
  },
  'go-work': {
    files: {
      ...GO.files,
      'apps/api/main.go': 'import "example.com/log/level"\n',
      'go.work': GO_WORK,
      'libs/log/go.mod': 'module example.com/log // note\n\ngo 1.24\n',
      'libs/log/level/level.go': 'import "example.com/time"\n',
      'libs/time/go.mod': 'module "example.com/time"\n\ngo 1.26.0\n',
      'libs/other/go.mod': 'module example.com/other\n',
    },
  },
  'go-work-root': {
    root: '.',
    files: {
      'go.mod': 'module example.com/api\n\ngo 1.24\n',
      'main.go': 'import "example.com/log"\n',
      'go.work': 'go 1.27\n\nuse .\nuse ./libs/log\n',
      'libs/log/go.mod': 'module example.com/log\n',
    },
  },
  'go-work-of-others': {
    files: { ...GO.files, 'go.work': 'go 1.27\n\nuse ./libs/log\n', 'libs/log/go.mod': '' },
  },
  'node-npm': { files: { 'apps/api/package.json': PACKAGE, 'apps/api/package-lock.json': LOCK } },
  'node-npm-port-mirror': {
    files: {
      'apps/api/package.json': PACKAGE,
      'apps/api/package-lock.json': LOCK,
      'apps/api/.nvmrc': 'v22.1.0',
    },
    options: { port: 3000, mirror: true },
  },
  'node-npm-workspace': { files: { ...WORKSPACES, 'package-lock.json': LOCK } },
  'node-npm-compiled': {
    files: { ...NX, 'apps/api/package.json': COMPILED },
  },
  'node-pnpm-workspace': {
    files: { ...WORKSPACES, 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': '', 'patches/a.patch': '' },
  },
  'node-yarn-1': { files: { ...WORKSPACES, 'yarn.lock': '# yarn lockfile v1\n' } },
  'node-yarn-4-mirror': {
    files: { ...WORKSPACES, 'yarn.lock': '__metadata:\n', '.yarn/patches/a.patch': '', '.yarnrc.yml': '' },
    options: { mirror: true },
  },
  'node-npm-libraries': { files: { ...LIBRARIES, 'package-lock.json': LOCK } },
  'node-pnpm-libraries': {
    files: {
      ...LIBRARIES,
      'package.json': '{}',
      'pnpm-lock.yaml': '',
      'pnpm-workspace.yaml':
        "packages:\n  - apps/* # all\n\n  - 'libs/**'\n  - '!libs/old'\ncatalog:\n  - a\n",
      '.pnpmfile.cjs': '',
      '.npmrc': '',
    },
  },
  'node-yarn-4-libraries': { files: { ...LIBRARIES, 'yarn.lock': '__metadata:\n' } },
  'node-compiled-libraries': {
    files: {
      ...LIBRARIES,
      'package-lock.json': LOCK,
      'apps/api/package.json': pack('api', {
        ...BUILDS,
        ...NEEDS('@acme/log'),
        devDependencies: { '@acme/tsconfig': '*' },
      }),
      'libs/log/package.json': pack('@acme/log', { ...BUILDS, ...NEEDS('@acme/time') }),
      'libs/log/dist/index.js': '',
    },
  },
  'node-npmrc': {
    files: { 'apps/api/package.json': PACKAGE, 'apps/api/package-lock.json': LOCK, 'apps/api/.npmrc': '' },
  },
  'node-generates': {
    files: {
      'apps/api/package.json': pack('api', {
        scripts: { build: 'prisma generate', start: 'node src/index.js' },
      }),
      'apps/api/package-lock.json': LOCK,
      'apps/api/src/index.js': '',
    },
  },
  'node-webpack-inferred': {
    files: {
      ...NX,
      'apps/api/webpack.config.js':
        "output: { path: join(__dirname, '../../dist/apps/api') }, plugins: [new NxAppWebpackPlugin({})]",
    },
  },
  'node-tsc': {
    files: NX,
    build: {
      executor: '@nx/js:tsc',
      options: { outputPath: 'dist/apps/api', main: 'apps/api/src/main.ts' },
    },
  },
  'node-alpine': {
    files: { 'apps/api/package.json': PACKAGE, 'apps/api/package-lock.json': LOCK },
    options: { base: 'node:24-alpine' },
  },
  'node-bundle': { files: NX, build: ESBUILD },
  'node-bundle-complete': {
    files: NX,
    build: { ...ESBUILD, options: { ...ESBUILD.options, thirdParty: true, outputFileName: 'api.mjs' } },
    options: { port: 3000 },
  },
  'node-pruned': {
    files: { ...LIBRARIES, 'package-lock.json': LOCK, ...PRUNED.files },
    targets: PRUNED.targets,
  },
  'node-prebuilt': { files: { ...NX, 'apps/api/package.json': PACKAGE }, options: { prebuilt: true } },
  static: WEB,
  'static-port-mirror': { ...WEB, options: { port: 9000, mirror: true, base: 'example.com/nginx:1' } },
  'static-alone': {
    name: 'web',
    root: '.',
    files: {
      'package.json': '{"scripts":{"build":"vite build"}}',
      'package-lock.json': LOCK,
      'index.html': '',
      'vite.config.js': '',
    },
  },
  'static-paths': { name: 'web', files: { ...NX, ...VITE, ...PATHS } },
  'static-libraries': {
    name: 'web',
    files: {
      ...LIBRARIES,
      ...VITE,
      'pnpm-lock.yaml': '',
      'apps/web/package.json': pack('web', { devDependencies: { '@acme/time': '*' } }),
    },
  },
  'static-angular': {
    name: 'web',
    files: NX,
    build: { executor: '@angular/build:application', options: { outputPath: 'dist/apps/web' } },
  },
  'static-prebuilt': { ...WEB, options: { prebuilt: true } },
  'python-pip': PIP,
  'python-pip-port-mirror': { ...PIP, options: { port: 8000, mirror: true } },
  'python-alpine': { ...PIP, options: { base: 'python:3.13-alpine' } },
  'python-uv': {
    files: {
      'apps/api/pyproject.toml': '',
      'apps/api/uv.lock': '',
      'apps/api/.python-version': '3.12\n',
      'apps/api/src/acme/__main__.py': '',
    },
  },
  'python-uv-workspace-mirror': {
    files: { 'pyproject.toml': '', 'uv.lock': '', 'apps/api/pyproject.toml': '', 'apps/api/main.py': '' },
    options: { mirror: true },
  },
  'python-uv-libraries': {
    files: {
      'pyproject.toml': '',
      'uv.lock': UV_LOCK,
      'apps/api/pyproject.toml': '',
      'apps/api/main.py': '',
      'libs/log/src/log/__init__.py': '',
      'libs/time/time.py': '',
    },
  },
  'python-pyproject': { files: { 'apps/api/pyproject.toml': '', 'apps/api/main.py': '' } },
  'python-script': { files: { 'apps/api/pyproject.toml': SCRIPTS, 'apps/api/src/api/main.py': '' } },
  'python-prebuilt': { ...PIP, options: { prebuilt: true } },
  generic: { files: {}, options: { language: 'generic' } },
  'generic-base': {
    files: {},
    name: '@acme/api',
    root: 'my apps/api',
    options: { language: 'generic', base: 'scratch' },
  },
};
