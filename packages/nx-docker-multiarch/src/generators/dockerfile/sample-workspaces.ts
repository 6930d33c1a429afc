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
