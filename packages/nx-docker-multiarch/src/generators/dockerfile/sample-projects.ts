import { addProjectConfiguration, type ProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { DockerfileOptions } from './options.js';

/** A project for which a Dockerfile is written, for specs. */
export interface SampleProject {
  /** By path, below the workspace's root. */
  readonly files: Readonly<Record<string, string>>;
  readonly build?: NonNullable<ProjectConfiguration['targets']>[string];
  readonly name?: string;
  readonly root?: string;
}

/** A workspace with that project, `api` in `apps/api` unless it says otherwise. */
export function sampleTree({ files, build, name = 'api', root = `apps/${name}` }: SampleProject): Tree {
  const tree = createTreeWithEmptyWorkspace();
  tree.delete('package.json');
  addProjectConfiguration(tree, name, { root, ...(build === undefined ? {} : { targets: { build } }) });
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}

const GO = { files: { 'apps/api/go.mod': 'module example.com/api\n\ngo 1.24\n', 'apps/api/main.go': '' } };
const TS = '{}';
const LOCK = '{"lockfileVersion":3}';
const PACKAGE = JSON.stringify({ name: 'api', main: 'src/index.js', dependencies: { pino: '^9.0.0' } });
const WORKSPACES = { 'package.json': '{"workspaces":["apps/*"]}', 'apps/api/package.json': PACKAGE };
const COMPILED = JSON.stringify({
  name: 'api',
  scripts: { build: 'tsc', start: 'node --enable-source-maps dist/main.js' },
});
const NX = { 'package.json': '{}', 'package-lock.json': LOCK, 'nx.json': '{}', 'tsconfig.base.json': TS };
const ESBUILD = {
  executor: '@nx/esbuild:esbuild',
  options: { outputPath: 'dist/apps/api', main: 'x/main.ts' },
};
const VITE = {
  'apps/web/index.html': '',
  'apps/web/vite.config.ts': "build: { outDir: '../../dist/apps/web' }",
};
const WEB = { name: 'web', files: { ...NX, ...VITE } };
const PIP = { files: { 'apps/api/requirements.txt': 'flask==3.1.0\n', 'apps/api/app.py': '' } };

/** Projects with options, by the name of the golden file that says what becomes of them. */
export const SAMPLES: Readonly<Record<string, SampleProject & { options?: Partial<DockerfileOptions> }>> = {
  go: GO,
  'go-port-mirror': { ...GO, options: { port: 8080, mirror: true } },
  'go-bases': { ...GO, options: { base: 'alpine:3.22', builderBase: 'localhost:5000/go:1' } },
  'go-prebuilt': { ...GO, options: { prebuilt: true, port: 8080 } },
  'go-workspace-module': {
    files: { 'go.mod': 'module example.com/acme\n\ngo 1.26.1\n', 'apps/api/cmd/api/main.go': '' },
  },
  'go-replaced': {
    files: {
      ...GO.files,
      'apps/api/go.mod': 'module example.com/api\n\nreplace example.com/log => ../../libs/log\n',
      'libs/log/go.mod': 'module example.com/log\n',
    },
  },
  'go-work': {
    files: {
      ...GO.files,
      'go.work': 'go 1.24\n\nuse (\n\t./apps/api\n\t./libs/log/\n)\n',
      'libs/log/go.mod': 'module example.com/log\n',
    },
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
  'python-pyproject': { files: { 'apps/api/pyproject.toml': '', 'apps/api/main.py': '' } },
  'python-prebuilt': { ...PIP, options: { prebuilt: true } },
  generic: { files: {}, options: { language: 'generic' } },
  'generic-base': {
    files: {},
    name: '@acme/api',
    root: 'my apps/api',
    options: { language: 'generic', base: 'scratch' },
  },
};
