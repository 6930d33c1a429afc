/** Of three modules, with one that it brings itself. */
export const GO_WORK = `go 1.25

use (
	./apps/api
	./libs/log/ // note
	./libs/other
)

replace example.com/time v1.0.0 => ./libs/time
`;

const uvPackage = (name: string, source: string, ...needed: readonly string[]): string =>
  `[[package]]\nname = "${name}"\nversion = "0.1.0"\nsource = { ${source} }\ndependencies = [\n${needed
    .map((each) => `    { name = "${each}", extra = ["a"] },\n`)
    .join('')}]\n\n[package.metadata]\nrequires-dist = [{ name = "acme-other" }]\n`;
/** The service needs log, which needs time; nothing of the workspace needs other. */
export const UV_LOCK = [
  'version = 1\n',
  uvPackage('acme-api', 'virtual = "apps/api"', 'acme-log', 'flask'),
  uvPackage('acme-log', 'editable = "libs/log"', 'acme-time', 'flask'),
  uvPackage('acme-time', 'directory = "libs/time"', 'acme-log'),
  uvPackage('acme-other', 'editable = "libs/other"'),
  uvPackage('flask', 'registry = "x"', 'acme-other'),
].join('\n');

/** A package.json. */
export const pack = (name: string, more: object = {}): string => JSON.stringify({ name, ...more });
/** What a package.json says of packages that it needs. */
export const NEEDS = (...names: readonly string[]): { dependencies: Readonly<Record<string, string>> } => ({
  dependencies: Object.fromEntries(names.map((name) => [name, '*'])),
});
/** api needs log, which needs time; tsconfig is for its build alone, and nobody needs other. */
export const LIBRARIES = {
  'package.json': '{"workspaces":{"packages":["apps/*","./libs/**","!libs/old"]}}',
  'apps/api/package.json': pack('api', NEEDS('@acme/log', 'pino', '@acme/old')),
  'apps/api/index.js': '',
  'libs/log/package.json': pack('@acme/log', NEEDS('@acme/time')),
  'libs/deep/time/package.json': pack('@acme/time', NEEDS('@acme/log')),
  'libs/tsconfig/package.json': pack('@acme/tsconfig'),
  'libs/other/package.json': pack('@acme/other'),
  'libs/old/package.json': pack('@acme/old'),
};
/** What a package.json says of a package that is compiled. */
export const BUILDS = { main: './dist/index.js', scripts: { build: 'tsc' } };

/** As Nx generates a service among packages: what it needs is written beside what is built. */
export const PRUNED = {
  files: {
    'apps/api/webpack.config.js':
      "output: { path: join(__dirname, 'dist') }, plugins: [new NxAppWebpackPlugin({ generatePackageJson: false })]",
  },
  targets: {
    'prune-lockfile': { executor: '@nx/js:prune-lockfile', dependsOn: ['build'] },
    'copy-workspace-modules': { executor: '@nx/js:copy-workspace-modules', dependsOn: ['build'] },
    prune: { executor: 'nx:noop', dependsOn: ['prune-lockfile', 'copy-workspace-modules'] },
  },
};

export const SCRIPTS = '[project.scripts]\napi = "api.main:run"\n\n[tool.x]\na = "b.c:d"\n';

/** web needs ui, which needs time, by what tsconfig says; nobody needs other. */
export const PATHS = {
  'tsconfig.base.json': `{
    // As Nx has it.
    "compilerOptions": { "paths": { "@acme/ui": ["libs/ui/src/index.ts"], "@acme/time/*": ["libs/deep/time/src/*"], "@acme/other": ["./libs/other/src/index.ts"] } }
  }`,
  'apps/web/src/app/app.tsx': "import { Button } from '@acme/ui';\nimport React from 'react';\n",
  'libs/ui/project.json': '{}',
  'libs/ui/src/index.ts':
    "export * from './button';\nconst time = await import('@acme/time/now');\nimport '@acme/ui';\n",
  'libs/deep/time/project.json': '{}',
  'libs/deep/time/src/now.ts': '',
  'libs/other/project.json': '{}',
};

export const COMPILED = JSON.stringify({
  name: 'api',
  scripts: { build: 'tsc', start: 'node --enable-source-maps dist/main.js' },
});
export const ESBUILD = {
  executor: '@nx/esbuild:esbuild',
  options: { outputPath: 'dist/apps/api', main: 'x/main.ts' },
};
export const VITE = {
  'apps/web/index.html': '',
  'apps/web/vite.config.ts': "build: { outDir: '../../dist/apps/web' }",
};
export const PIP = { files: { 'apps/api/requirements.txt': 'flask==3.1.0\n', 'apps/api/app.py': '' } };
export const CONFIGS = {
  'eslint.config.mjs': '',
  'jest.preset.js': '',
  '.browserslistrc': '',
  'README.md': '',
};
