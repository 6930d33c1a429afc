import { posix } from 'node:path';
import type { ServiceProject } from './service-project.js';

/** What of a package.json says how it is built and started. */
export interface PackageJson {
  readonly main?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const BUNDLER = /(esbuild|webpack|rspack|rollup|vite)\b/;
const CONFIG = /^(webpack|rspack|rollup|esbuild)\.config\.[cm]?[jt]s$/;
const ENTRIES = ['main', 'index', 'server', 'src/main', 'src/index'].flatMap((name) =>
  ['js', 'mjs', 'cjs'].map((extension) => `${name}.${extension}`),
);

/** A project's package.json; empty if there is none that can be read. */
export function readPackage({ read, path }: ServiceProject): PackageJson {
  try {
    return (JSON.parse(read(path('package.json'))) ?? {}) as PackageJson;
  } catch {
    return {};
  }
}

/** Whether Nx makes few files of the service, in the folder of its output. */
export function isBundled({ root, build, list }: ServiceProject): boolean {
  const { executor = '', options } = build;
  return (
    BUNDLER.test(`${executor} ${JSON.stringify([options['command'], options['commands']])}`) ||
    list(root).some((file) => CONFIG.test(file))
  );
}

/** Whether the bundle leaves packages outside, which have to be installed. */
export function installsPackages(project: ServiceProject): boolean {
  const { executor = '', options } = project.build;
  if (options['generatePackageJson'] !== undefined) return options['generatePackageJson'] === true;
  if (executor.startsWith('@nx/')) return options['thirdParty'] !== true;
  return Object.keys(readPackage(project).dependencies ?? {}).length > 0;
}

/** The file of what Nx has built that starts the service. What is not bundled keeps its name. */
export function bundleEntry(project: ServiceProject): string {
  const { outputFileName, main } = project.build.options;
  if (typeof outputFileName === 'string') return outputFileName;
  if (typeof main === 'string') return posix.basename(main).replace(/\.[cm]?[jt]sx?$/, '.js');
  const kept = ENTRIES.find((file) => project.exists(project.path(file)));
  return kept === undefined || isBundled(project) ? 'main.js' : posix.basename(kept);
}

/** The file of a package that starts the service, relative to the package. */
export function sourceEntry(project: ServiceProject): string {
  const { main, scripts = {} } = readPackage(project);
  const started = /^node\s+(?:--\S+\s+)*(\S+)$/.exec(scripts['start'] ?? '')?.[1];
  const found = ENTRIES.find((file) => project.exists(project.path(file)));
  return posix.normalize(started ?? main ?? found ?? 'index.js');
}
