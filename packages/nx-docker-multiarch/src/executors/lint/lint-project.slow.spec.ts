import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { openServed, sampleImage, sampleIndex, type OpenServed } from '@nx-docker-multiarch/oci/testing';
import { lintProject } from './lint-project.js';

describe('lintProject', () => {
  let root: string;
  let served: OpenServed;
  let printed: string[];

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'lint-')));
    served = await openServed();
    printed = [];
    await write('apps/api/Dockerfile', 'FROM scratch\nCOPY dist/api /api\n');
  });
  afterEach(async () => {
    await served.close();
    await rm(root, { recursive: true });
  });

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }

  const lint = (options: object = {}, env: NodeJS.ProcessEnv = {}, signal = new AbortController().signal) =>
    lintProject(
      options,
      {
        root,
        projectName: 'api',
        projectsConfigurations: { version: 2, projects: { api: { root: 'apps/api' } } },
      } as unknown as ExecutorContext,
      {
        out: { line: (text) => printed.push(text) },
        env: { DOCKER_CONFIG: '/nowhere', ...env },
        now: new Date(0),
        signal,
      },
    );

  it('finds the project, and nothing wrong with it', async () => {
    await expect(lint()).resolves.toBe(true);
    expect(printed).toEqual(['apps/api/Dockerfile: nothing found']);
  });

  it('fails by warnings, not by notes, and by no more than there may be', async () => {
    await write('apps/api/Dockerfile', 'FROM alpine:3.22\nRUN apk add curl\n');
    await expect(lint({ network: false })).resolves.toBe(true);
    expect(printed.at(-1)).toBe('apps/api/Dockerfile: 1 note');
    await write('apps/api/Dockerfile', 'FROM alpine\nRUN make\n');
    await expect(lint({ network: false })).resolves.toBe(false);
    await expect(lint({ network: false, maxWarnings: 1 })).resolves.toBe(false);
    await expect(lint({ network: false, maxWarnings: 2 })).resolves.toBe(true);
  });

  it('goes by the options that a build has as well', async () => {
    await write('docker/api', 'ARG TAG=latest\nFROM acme/base:$TAG AS a\nFROM other\n');
    const options = { dockerfile: 'docker/api', network: false, target: 'a', buildArgs: 'TAG=1' };
    await expect(lint(options)).resolves.toBe(true);
    expect(printed).toEqual(['docker/api: nothing found']);
    await write('docker/api', 'FROM alpine:3.22\nRUN make\n');
    await expect(lint({ ...options, target: '', platforms: 'linux/arm64' })).resolves.toBe(true);
  });

  it('asks the registry which platforms there are', async () => {
    const amd64 = await sampleImage(served.memory(), { platform: 'linux/amd64' });
    const arm64 = await sampleImage(served.memory(), { platform: 'linux/arm64' });
    await sampleIndex(served.memory(), [amd64, arm64], 'both');
    const single = await served.memory().readManifest(amd64.manifest.digest);
    await served.memory().writeManifest(single, 'single');
    const name = `${served.served.host}/acme/api`;
    await write(
      'apps/api/Dockerfile',
      `FROM ${name}:both\nCOPY --from=${name}:single /a /a\nCOPY --from=${name}:gone /b /b\n`,
    );
    await expect(lint()).resolves.toBe(false);
    expect(printed).toEqual([
      `apps/api/Dockerfile:2  warning  missing-base-platform  ${name}:single is not there for linux/arm64: it has linux/amd64`,
      expect.stringMatching(/\(node_modules\/.*\/docs\/lint\/missing-base-platform\.md\)$/),
      expect.stringMatching(/^not known: the platforms of .*:gone \(.* has no gone\)$/),
      'apps/api/Dockerfile: 1 warning',
    ]);
  });

  it('knows the platform of a manifest by its digest, whatever it is called', async () => {
    const { manifest } = await sampleImage(served.memory(), { platform: 'linux/arm64' });
    await write('apps/api/Dockerfile', `FROM ${served.served.host}/acme/api:1@${manifest.digest}\n`);
    await expect(lint()).resolves.toBe(false);
    expect(printed[0]).toMatch(/is not there for linux\/amd64: it has linux\/arm64$/);
  });

  it('asks nobody if it is told so', async () => {
    await write('apps/api/Dockerfile', `FROM ${served.served.host}/acme/api:1\n`);
    await expect(lint({ network: false })).resolves.toBe(true);
    expect(served.served.requests).toEqual([]);
  });

  it('goes by .dockerignore and what is there', async () => {
    await write('apps/api/Dockerfile', 'FROM node:22\nCOPY . .\n');
    await write('apps/api/node_modules/a/package.json', '{}');
    await expect(lint({ network: false })).resolves.toBe(false);
    expect(printed[0]).toMatch(/COPY takes in apps\/api\/node_modules of the build context/);
    await write('.dockerignore', '**/node_modules/**\n');
    await expect(lint({ network: false })).resolves.toBe(true);
  });

  it('annotates on GitHub Actions', async () => {
    await write('apps/api/Dockerfile', 'FROM alpine\n');
    await lint({ network: false }, { GITHUB_ACTIONS: 'true' });
    expect(printed.at(-1)).toMatch(
      /^::warning file=apps\/api\/Dockerfile,line=1,title=moving-base::alpine is /,
    );
  });

  it('gives JSON, and nothing else', async () => {
    await write('apps/api/Dockerfile', 'FROM alpine\n');
    await lint({ network: false, format: 'json' }, { GITHUB_ACTIONS: 'true' });
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      warnings: 1,
      findings: [{ rule: 'moving-base', line: 1 }],
    });
  });

  it.each<[title: string, options: object, message: RegExp]>([
    [
      'an option that does not exist',
      { maxWarning: 1 },
      /maxWarning: there is no such option\.\n +Did you mean "maxWarnings"/,
    ],
    ['an option of a build alone', { push: true }, /push: there is no such option/],
    ['a wrong shape', { maxWarnings: -1 }, /maxWarnings -1: must not be negative/],
    ['a wrong value', { platforms: 'linux/amd46' }, /platforms "linux\/amd46"/],
    ['a file that is not there', { dockerfile: 'gone' }, /there is no file .*gone/],
  ])('refuses %s', async (_title, options, message) => {
    await expect(lint(options)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('says what is no Dockerfile, and stops at its signal', async () => {
    await write('apps/api/Dockerfile', 'FROM\n');
    await expect(lint({ network: false })).rejects.toMatchObject({ code: 'DOCKERFILE_INVALID' });
    await write('apps/api/Dockerfile', `FROM ${served.served.host}/acme/api:1\n`);
    const reason = new Error('cancelled');
    await expect(lint({}, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
