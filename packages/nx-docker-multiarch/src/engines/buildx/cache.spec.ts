import type { CacheSpec } from '../../plan/index.js';
import { sampleJob } from '../../plan/sample-plan.js';
import { cacheExports, cacheImports } from './cache.js';

const imports = (spec: CacheSpec, projectName = 'greeter') =>
  cacheImports(sampleJob('linux/arm64', { projectName, cacheFrom: [spec] }))[0];
const exports_ = (spec: CacheSpec, platform = 'linux/arm64') =>
  cacheExports(sampleJob(platform, { cacheTo: [spec] }))[0];

describe('cacheImports', () => {
  it.each<[string, CacheSpec, CacheSpec]>([
    [
      'a registry by its tag',
      { type: 'registry', ref: 'ghcr.io/acme/cache:main' },
      { type: 'registry', ref: 'ghcr.io/acme/cache:main-greeter-linux-arm64' },
    ],
    [
      'a registry without a tag',
      { type: 'registry', ref: 'localhost:5000/cache' },
      { type: 'registry', ref: 'localhost:5000/cache:cache-greeter-linux-arm64' },
    ],
    ['GitHub', { type: 'gha' }, { type: 'gha', scope: 'buildkit-greeter-linux-arm64' }],
    [
      'GitHub by its scope',
      { type: 'gha', scope: 'main' },
      { type: 'gha', scope: 'main-greeter-linux-arm64' },
    ],
    ['a folder', { type: 'local', src: '/c' }, { type: 'local', src: '/c/greeter-linux-arm64' }],
  ])('keeps apart %s', (_title, spec, expected) => {
    expect(imports(spec)).toEqual(expected);
  });

  it.each<[string, CacheSpec, CacheSpec]>([
    [
      'a reference with the token',
      { type: 'registry', ref: 'acme/cache:{platform}-x' },
      { type: 'registry', ref: 'acme/cache:linux-arm64-x' },
    ],
    [
      'a folder with the token',
      { type: 'local', src: '/c/{platform}' },
      { type: 'local', src: '/c/linux-arm64' },
    ],
    ['what is inline', { type: 'inline' }, { type: 'inline' }],
    ['what it does not know', { type: 's3', bucket: 'b' }, { type: 's3', bucket: 'b' }],
    [
      'a digest',
      { type: 'registry', ref: `acme/cache@sha256:${'a'.repeat(64)}` },
      { type: 'registry', ref: `acme/cache@sha256:${'a'.repeat(64)}` },
    ],
  ])('leaves to the user %s', (_title, spec, expected) => {
    expect(imports(spec)).toEqual(expected);
  });

  it('looks behind a reference as it is written as well', () => {
    const spec = { type: 'registry', ref: 'acme/app:main' };
    expect(cacheImports(sampleJob('linux/arm64', { cacheFrom: [spec] }))[1]).toEqual(spec);
  });

  it('makes a valid tag of any project', () => {
    expect(imports({ type: 'registry', ref: 'acme/c:x' }, '@acme/Web App')).toEqual({
      type: 'registry',
      ref: 'docker.io/acme/c:x-acme-Web-App-linux-arm64',
    });
  });

  it('keeps long names apart, and short enough for a tag', () => {
    const tags = ['a', 'b'].map((end) => {
      const { ref = '' } = imports({ type: 'registry', ref: 'acme/c:x' }, `${'p'.repeat(200)}${end}`) ?? {};
      return ref.slice('docker.io/acme/c:'.length);
    });
    expect(new Set(tags).size).toBe(2);
    expect(tags.map((tag) => tag.length)).toEqual([128, 128]);
  });

  it('refuses a reference that is none', () => {
    expect(() => imports({ type: 'registry', ref: 'Not A Reference' })).toThrow('Reading reference');
  });
});

describe('cacheExports', () => {
  it('uses the tag that the import looks for', () => {
    const spec = { type: 'registry', ref: 'ghcr.io/acme/cache:main' };
    expect(exports_(spec)).toMatchObject(imports(spec) ?? {});
  });

  it('scopes a reference without a tag, which both platforms would else replace', () => {
    expect(exports_({ type: 'registry', ref: 'ghcr.io/acme/cache' })).toEqual({
      type: 'registry',
      ref: 'ghcr.io/acme/cache:cache-greeter-linux-arm64',
      'ignore-error': 'true',
    });
  });

  it('keeps platforms apart', () => {
    const spec = { type: 'local', dest: '/c' };
    expect(exports_(spec, 'linux/arm/v6')?.['dest']).toBe('/c/greeter-linux-arm-v6');
    expect(exports_(spec, 'linux/arm/v7')?.['dest']).toBe('/c/greeter-linux-arm-v7');
  });

  it.each(['registry', 'local', 'gha', 's3', 'azblob'])('may fail without failing the build: %s', (type) => {
    expect(exports_({ type })).toMatchObject({ 'ignore-error': 'true' });
  });

  it('is as strict as the user wants it', () => {
    expect(exports_({ type: 'gha', 'ignore-error': 'false' })).toMatchObject({ 'ignore-error': 'false' });
  });

  it.each(['inline', 'other'])('does not give %s an attribute that it may not know', (type) => {
    expect(exports_({ type })).toEqual({ type });
  });
});
