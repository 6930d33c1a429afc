import { readProjectConfiguration, type TargetConfiguration } from '@nx/devkit';
import { sampleTree, type SampleProject } from '../dockerfile/sample-project.js';
import { builtByNx, builtEntry, installsPackages, startOf } from './node-project.js';
import { readServiceProject, type ServiceProject } from './service-project.js';

function read(sample: SampleProject): ServiceProject {
  const tree = sampleTree(sample);
  return readServiceProject(tree, 'api', readProjectConfiguration(tree, 'api'));
}

const files = (manifest: object, ...paths: readonly string[]): ServiceProject =>
  read({
    files: {
      'apps/api/package.json': JSON.stringify(manifest),
      ...Object.fromEntries(paths.map((path) => [`apps/api/${path}`, ''])),
    },
  });

describe('startOf', () => {
  it.each([
    ['node server.js', 'server.js'],
    ['node --enable-source-maps ./dist/main.js', '--enable-source-maps dist/main.js'],
    ['node -r ./tracing.js dist/main', '-r ./tracing.js dist/main'],
    ['NODE_ENV=production node dist/main.js', 'dist/main.js'],
    ['cross-env NODE_ENV=production A=b node dist/main.js --quiet', 'dist/main.js --quiet'],
    ['npm run build && node dist/main.js', 'dist/main.js'],
    ['node --env-file=.env --watch src/main.ts', 'src/main.ts'],
  ])('takes %s', (start, words) => {
    expect(startOf(files({ scripts: { start } }, 'index.js')).words.join(' ')).toBe(words);
  });

  it.each(['nest start', 'ts-node src/main.ts', 'node "a file.js"', 'node a.js | pino-pretty', 'node', ''])(
    'takes a file with a usual name instead of %j',
    (start) => {
      expect(startOf(files({ scripts: { start } }, 'src/main.js')).file).toBe('src/main.js');
    },
  );

  it('takes what is started in production first', () => {
    const scripts = { start: 'node src/dev.js', 'start:prod': 'node dist/main' };
    expect(startOf(files({ scripts, main: 'x.js' })).file).toBe('dist/main');
  });

  it.each([
    ['that is there', files({ main: './api.js' }, 'api.js', 'main.js'), 'api.js'],
    ['that will be built', files({ main: 'dist/api.js' }, 'main.js'), 'dist/api.js'],
    ['but none that is not there', files({ main: 'index.js' }, 'src/main.js'), 'src/main.js'],
  ])('takes a main %s', (_, project, file) => {
    expect(startOf(project).file).toBe(file);
  });

  it('refuses to guess', () => {
    expect(() => startOf(files({ scripts: { start: 'nest start' } }, 'src/main.ts'))).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        message:
          'Writing the Dockerfile of api: nothing tells which file Node starts\n  Say it in apps/api/package.json: "main", or a script "start" like "node dist/main.js".',
      }),
    );
  });
});

const WEBPACK = 'apps/api/webpack.config.js';
const inferred = (text: string): SampleProject => ({ files: { [WEBPACK]: text } });
const built = (executor: string, options: object): SampleProject => ({
  files: {},
  build: { executor, options } as TargetConfiguration,
});

describe('installsPackages', () => {
  it.each([
    ['a bundle by Nx', built('@nx/esbuild:esbuild', {}), true],
    ['a bundle by Nx with all in it', built('@nx/esbuild:esbuild', { thirdParty: true }), false],
    ['what Nx compiles', built('@nx/js:tsc', {}), true],
    ['a bundle by an inferred target', inferred('new NxAppWebpackPlugin({})'), true],
    ['one with all in it', inferred("new NxAppWebpackPlugin({ externalDependencies: 'none' })"), false],
    ['one that is told not to', inferred('generatePackageJson: false'), true],
  ])('of %s', (_, sample, expected) => {
    expect(installsPackages(read(sample))).toBe(expected);
  });
});

describe('builtByNx', () => {
  it.each([
    ["join(__dirname, '../../out/api')", 'out/api'],
    ["path.resolve(__dirname, 'dist')", 'apps/api/dist'],
    ["'/tmp'", 'dist/apps/api'],
  ])('reads of an inferred target: path %s', (path, expected) => {
    expect(builtByNx(read(inferred(`output: {\n  path: ${path},\n}`)))).toBe(expected);
  });
});

describe('builtEntry', () => {
  it.each([
    ['@nx/esbuild:esbuild', 'main.js'],
    ['@nx/js:tsc', 'src/main.js'],
    ['@nx/js:swc', 'src/main.js'],
  ])('of %s', (executor, expected) => {
    expect(builtEntry(read(built(executor, { main: 'apps/api/src/main.ts' })))).toBe(expected);
  });
});
