import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneManifest, platformsOf } from './support/registry-image.js';
import { packTarballs } from './support/tarballs.js';
import { NX_VERSION, REPOSITORY_ROOT } from './support/workspace.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const REPOSITORIES = `localhost:5000/newcomer-${Date.now().toString(36)}`;
/** Far more than it takes: a busy machine is no failure. */
const LIMIT_MS = 300_000;
const START_MS = 60_000;
const PAGE = path.join(REPOSITORY_ROOT, 'docs/getting-started.md');
const LANGUAGES = [
  ['go', '--builderBase=golang:1.19'],
  ['node', '--base=localhost:5000/nxdm/node:22'],
] as const;

/** What docs/getting-started.md tells. */
describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'language-images', 'qemu-arm64', 'crane'],
  'somebody who is new here',
  () => {
    let parent: string;
    let root: string;
    let setUpMs: number;

    beforeAll(async () => {
      parent = await mkdtemp(path.join(tmpdir(), 'nxdm-newcomer-'));
      root = path.join(parent, 'acme');
      const [, plugin] = await packTarballs(parent);
      setUpMs = await timed(async () => {
        const [, told = ''] =
          /^npx create-nx-workspace@latest (.+)$/m.exec(await readFile(PAGE, 'utf8')) ?? [];
        const create = ['--yes', `create-nx-workspace@${NX_VERSION}`, ...told.split(' ')];
        await succeed('npx', [...create, '--packageManager=npm'], { cwd: parent });
        await nx('add', `nx-docker-multiarch@file:${plugin}`);
      });
    });
    afterAll(async () => {
      if (parent !== undefined) await rm(parent, { recursive: true, force: true });
    });

    const nx = (...args: readonly string[]): Promise<string> =>
      succeed(path.join(root, 'node_modules/.bin/nx'), args, { cwd: root });
    const generate = (language: string, ...args: readonly string[]): Promise<string> =>
      nx('g', 'nx-docker-multiarch:service', `${language}-api`, `--language=${language}`, ...args);

    it.each(LANGUAGES)('has a service in %s pushed within two minutes', async (language, base) => {
      const name = `${REPOSITORIES}/${language}:1`;
      const serviceMs = await timed(async () => {
        await generate(language, base);
        await nx('run', `${language}-api:docker-multiarch`, '--push', `--tags=${name}`);
      });
      const totalMs = Math.round(setUpMs + serviceMs);
      console.info(`from create-nx-workspace to a pushed image in ${language}: ${totalMs} ms`);
      expect(totalMs).toBeLessThan(LIMIT_MS);
      expect(platformsOf(await craneManifest(name))).toEqual(PLATFORMS);
      for (const platform of PLATFORMS) {
        expect(await tryService(name, platform)).toEqual({
          answers: [`hello from ${platform}\n`, 'ok\n'],
          exitCode: '0',
        });
      }
    });

    it.each(LANGUAGES)('is told the second time that the service in %s is there', async (language, base) => {
      const output = await generate(language, base);
      expect(output).toContain(`${language}-api is there already: nothing was written`);
      expect(output).not.toMatch(/^(?:CREATE|UPDATE|DELETE) /m);
    });

    it('sees what would be written, and nothing is', async () => {
      const output = await nx('g', 'nx-docker-multiarch:service', 'other', '--language=go', '--dry-run');
      expect(output).toMatch(/^CREATE apps\/other\/Dockerfile/m);
      expect(await nx('show', 'projects')).not.toContain('other');
    });

    it('runs the tests of the service in node', () => nx('test', 'node-api'));

    it('runs the tests of the service in go', () =>
      succeed('docker', [
        ...['run', '--rm', '--volume', `${root}/apps/go-api:/src:ro`, '--workdir', '/src', 'golang:1.19'],
        ...['sh', '-c', 'test -z "$(gofmt -l .)" && CGO_ENABLED=0 go vet . && CGO_ENABLED=0 go test .'],
      ]));
  },
);

/** What the image's service answers on a platform, and how it ends when it is told to stop. */
async function tryService(
  name: string,
  platform: string,
): Promise<{ readonly answers: readonly string[]; readonly exitCode: string }> {
  const options = [
    '--detach',
    '--pull',
    'always',
    '--quiet',
    '--platform',
    platform,
    '--publish',
    '127.0.0.1::8080',
  ];
  const container = await succeed('docker', ['run', ...options, name]);
  try {
    const address = `http://${await succeed('docker', ['port', container, '8080'])}`;
    const answers = [await ask(`${address}/`), await ask(`${address}/healthz`)];
    await succeed('docker', ['stop', container]);
    const exitCode = await succeed('docker', ['inspect', '--format', '{{.State.ExitCode}}', container]);
    return { answers, exitCode };
  } finally {
    await succeed('docker', ['rm', '--force', container]);
  }
}

/** The answer, as soon as somebody listens. */
async function ask(address: string): Promise<string> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    try {
      const response = await fetch(address);
      return await response.text();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}
