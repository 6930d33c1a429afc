import { readProjectConfiguration } from '@nx/devkit';
import { readServiceProject } from '../languages/service-project.js';
import { detectLanguage, type Detected } from './detect-language.js';
import { sampleTree, type SampleProject } from './sample-project.js';

function detect(sample: SampleProject, language?: string): Detected {
  const { name = 'api' } = sample;
  const tree = sampleTree(sample);
  return detectLanguage(readServiceProject(tree, name, readProjectConfiguration(tree, name)), language);
}

const files = (...paths: string[]): SampleProject => ({
  files: Object.fromEntries(paths.map((path) => [path, ''])),
});
const build = (executor: string, ...paths: string[]): SampleProject => ({
  ...files(...paths),
  build: { executor, options: {} },
});

describe('detectLanguage', () => {
  it.each([
    ['a Go module', files('apps/api/go.mod'), 'go', 'apps/api/go.mod'],
    ['a Go module above it', files('go.mod', 'package.json'), 'go', 'go.mod'],
    ['a package in a Go module', files('go.mod', 'apps/api/package.json'), 'node', 'apps/api/package.json'],
    [
      'a front end in a Go module',
      files('go.mod', 'apps/api/index.html', 'apps/api/vite.config.ts'),
      'static',
      undefined,
    ],
    ['a Go module with a package beside', files('apps/api/go.mod', 'apps/api/package.json'), 'go', undefined],
    ['what Nx compiles', build('@nx/js:tsc', 'package.json'), 'node', 'its target build'],
    ['a Go module in a folder between', files('apps/go.mod'), 'go', 'apps/go.mod'],
    ['a package', files('apps/api/package.json'), 'node', 'apps/api/package.json'],
    ['a bundle by esbuild', build('@nx/esbuild:esbuild', 'package.json'), 'node', 'its target build'],
    ['a bundle by webpack, inferred', files('apps/api/webpack.config.js'), 'node', 'its target build'],
    [
      'a front end by Vite',
      files('apps/api/index.html', 'apps/api/vite.config.mts', 'apps/api/package.json'),
      'static',
      'apps/api/index.html',
    ],
    [
      'a package that Vitest tests',
      files('apps/api/vite.config.ts', 'apps/api/package.json'),
      'node',
      undefined,
    ],
    [
      'a front end by Angular',
      build('@angular-devkit/build-angular:browser', 'package.json'),
      'static',
      '@angular-devkit/build-angular:browser',
    ],
    ['a requirements.txt', files('apps/api/requirements.txt'), 'python', 'apps/api/requirements.txt'],
    ['a pyproject.toml', files('apps/api/pyproject.toml'), 'python', 'apps/api/pyproject.toml'],
    [
      'a lock file of uv',
      files('apps/api/pyproject.toml', 'apps/api/uv.lock', 'apps/api/requirements.txt'),
      'python',
      'apps/api/uv.lock',
    ],
    ['a project of a uv workspace', files('apps/api/pyproject.toml', 'uv.lock'), 'python', 'uv.lock'],
  ])('finds %s', (_, sample, language, reason) => {
    const detected = detect(sample);
    expect(detected.language.name).toBe(language);
    if (reason !== undefined) expect(detected.reason).toBe(reason);
  });

  it.each([
    ['nothing', files()],
    ['a lock file of the workspace that is not of the project', files('uv.lock', 'package-lock.json')],
  ])('does not guess by %s, and lists what it knows', (_, sample) => {
    expect(() => detect(sample)).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        message:
          'Finding the language of api: no file of apps/api tells it; give --language=…, one of go, static, node, python, generic',
      }),
    );
  });

  it('takes the language that is asked for, whatever the files say', () => {
    expect(detect(files('apps/api/go.mod'), 'generic')).toMatchObject({ reason: '--language' });
    expect(detect(files('apps/api/go.mod'), 'generic').language.name).toBe('generic');
  });

  it('refuses a language that it does not know', () => {
    expect(() => detect(files(), 'cobol')).toThrow('there is no "cobol"; give --language=…, one of go');
  });
});
