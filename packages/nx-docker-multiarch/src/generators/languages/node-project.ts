import { posix } from 'node:path';
import { cannotWrite } from './cannot-write.js';
import { isOutput, readManifest } from './package-json.js';
import { fileLike, type ServiceProject } from './service-project.js';

const BUILDER = /(esbuild|webpack|rspack|rollup|vite|@nx\/js:(tsc|swc))\b/;
const CONFIG = /^(webpack|rspack|rollup|esbuild)\.config\.[cm]?[jt]s$/;
const COMPLETE = /(thirdParty:\s*true|externalDependencies:\s*['"]none['"])/;
const ENTRIES = ['main', 'index', 'server', 'src/main', 'src/index'].flatMap((name) =>
  ['js', 'mjs', 'cjs'].map((extension) => `${name}.${extension}`),
);

/** How Node starts a package. */
export interface Start {
  /** Relative to the package. */
  readonly file: string;
  /** What follows `node`, the file among it. */
  readonly words: readonly string[];
}

/** Whether Nx bundles or compiles the service, into the folder of its output. */
export function isBuiltByNx(project: ServiceProject): boolean {
  const { executor = '', options } = project.build;
  return (
    BUILDER.test(`${executor} ${JSON.stringify([options['command'], options['commands']])}`) ||
    fileLike(project, CONFIG) !== undefined
  );
}

/** Whether what Nx has built leaves packages outside, which have to be installed. */
export function installsPackages(project: ServiceProject): boolean {
  const { executor, options } = project.build;
  if (options['thirdParty'] === true) return false;
  if (project.pruneTarget !== undefined) return true;
  if (options['generatePackageJson'] !== undefined) return options['generatePackageJson'] === true;
  if (executor?.startsWith('@nx/')) return true;
  const config = fileLike(project, CONFIG);
  // Nx has inferred the target, and its plugins of bundlers leave packages outside.
  if (executor === undefined && config !== undefined) return !COMPLETE.test(project.read(config));
  return Object.keys(readManifest(project, project.root).dependencies ?? {}).length > 0;
}

/** Refuses what is not started as other services are. Errors: `OPTIONS_INVALID`. */
export function refuseFrameworks(project: ServiceProject): void {
  const config = fileLike(project, /^next\.config\.[cm]?[jt]s$/);
  if (config === undefined) return;
  throw cannotWrite(
    project,
    `${config} says that it is built by Next.js`,
    "Set output: 'standalone' there, and write a Dockerfile that copies .next/standalone, .next/static and public, and starts server.js.",
  );
}

/** The folder that Nx builds the service into: a target that was inferred is told by the bundler's configuration. */
export function builtByNx(project: ServiceProject): string {
  const { build, root, output, read } = project;
  const config = build.executor === undefined ? fileLike(project, CONFIG) : undefined;
  const written = config && /path:[^'"]*__dirname,\s*['"]([^'"]+)['"]/.exec(read(config))?.[1];
  return written === undefined ? output : posix.join(root, written);
}

/** The file of what Nx has built that starts the service. What is only copied keeps its name. */
export function builtEntry(project: ServiceProject): string {
  const { executor = '', options } = project.build;
  const { outputFileName, main } = options;
  if (typeof outputFileName === 'string') return outputFileName;
  if (typeof main === 'string') {
    // A compiler keeps the folders of the project, a bundler doesn't.
    const file = executor.startsWith('@nx/js:') ? posix.relative(project.root, main) : posix.basename(main);
    return file.replace(/\.[cm]?[jt]sx?$/, '.js');
  }
  const kept = ENTRIES.find((file) => project.exists(project.path(file)));
  return kept === undefined || isBuiltByNx(project) ? 'main.js' : posix.basename(kept);
}

/** How a package is started: by its scripts, its `main`, or a file with a usual name. Errors: `OPTIONS_INVALID`. */
export function startOf(project: ServiceProject): Start {
  const { main, scripts = {} } = readManifest(project, project.root);
  const script = [scripts['start:prod'], scripts['start']].flatMap((text) => parseStart(text) ?? [])[0];
  if (script !== undefined) return script;
  const named = main !== undefined && isThere(project, posix.normalize(main)) ? [posix.normalize(main)] : [];
  const [file] = [...named, ...ENTRIES.filter((name) => project.exists(project.path(name)))];
  if (file !== undefined) return { file, words: [file] };
  throw cannotWrite(
    project,
    `nothing tells which file Node starts`,
    `Say it in ${project.path('package.json')}: "main", or a script "start" like "node dist/main.js".`,
  );
}

const WITH_VALUE = /^(-r|-C|--require|--import|--loader|--experimental-loader|--conditions)$/;
const NOT_IN_AN_IMAGE = /^--(env-file|watch|inspect)/;

function parseStart(script = ''): Start | undefined {
  const all = script.split('&&').at(-1)?.trim().split(/\s+/) ?? [];
  const node = all.indexOf('node');
  const before = all.slice(0, Math.max(node, 0)).every((word) => word === 'cross-env' || word.includes('='));
  if (node < 0 || !before || /["'`$;|<>]/.test(script)) return undefined;
  const words = all.slice(node + 1).filter((word) => !NOT_IN_AN_IMAGE.test(word));
  const at = words.findIndex(
    (word, index) => !word.startsWith('-') && !WITH_VALUE.test(words[index - 1] ?? ''),
  );
  const file = posix.normalize(words[at] ?? '.');
  return at < 0 ? undefined : { file, words: words.with(at, file) };
}

/** Whether there is the file, or will be when the service is built. */
function isThere(project: ServiceProject, file: string): boolean {
  const [folder = '', ...rest] = file.split('/');
  return project.exists(project.path(file)) || (rest.length > 0 && isOutput(project, project.root, folder));
}
