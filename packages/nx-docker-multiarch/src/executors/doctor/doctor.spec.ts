import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { openServed, sampleImage, sampleIndex, type OpenServed } from '@nx-docker-multiarch/oci/testing';
import { PluginError } from '../../errors/index.js';
import { ProcessError, type Run } from '../../process/index.js';
import { diagnose } from './doctor.js';

let root: string;
let served: OpenServed;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'doctor-'));
  served = await openServed();
  const image = await sampleImage(served.memory(), { platform: 'linux/amd64' });
  await sampleIndex(served.memory(), [image], 'v1');
  await mkdir(join(root, 'api'));
  await mkdir(join(root, 'binfmt'));
  await writeFile(join(root, 'api/Dockerfile'), 'FROM base\nCOPY api /api\n');
  await writeFile(join(root, 'api/Dockerfile.run'), 'FROM base\nRUN make\n');
  await writeFile(join(root, 'binfmt/qemu-aarch64'), 'enabled\ninterpreter /q\nflags: POF\n');
});
afterAll(async () => {
  await served.close();
  await rm(root, { recursive: true });
});

/** Standard output by the beginning of a command line; `fails` for what fails. What is not listed is not installed. */
type Answers = Readonly<Record<string, string>>;

const info = (driver: string): string =>
  JSON.stringify({
    ...{ version: '28.5.2', os: 'linux', machine: 'x86_64', context: 'default' },
    status: [['driver-type', driver]],
    plugins: [{ Name: 'buildx', Version: '0.29.1', Path: '/docker-buildx' }],
  });
const inspect = (platforms: string): string =>
  `Name: default\nDriver: docker\n\nNodes:\nName: default\nEndpoint: default\nStatus: running\nBuildKit version: v0.25.1\nPlatforms: ${platforms}\n`;

const ALL: Answers = {
  'docker --version': 'Docker version 28.2.2, build 0',
  'docker info': info('io.containerd.snapshotter.v1'),
  'docker buildx inspect': inspect('linux/amd64, linux/amd64/v2, linux/arm64'),
};
const MACHINES: Readonly<Record<string, Answers>> = {
  bare: {},
  'without a daemon': {
    'docker --version': 'Docker version 28.2.2, build 0',
    'docker info': 'fails',
    'docker buildx version': 'github.com/docker/buildx v0.29.1 0',
    'docker buildx inspect': 'Name: default\nDriver: docker\n\nNodes:\nName: default\nError: no daemon\n',
  },
  "without containerd's store": { ...ALL, 'docker info': info('overlay2') },
  'without emulators': { ...ALL, 'docker buildx inspect': inspect('linux/amd64') },
  'with all': ALL,
};

function fakeRun(answers: Answers): Run {
  return async ({ command, args }) => {
    const line = [command, ...args].join(' ');
    const known = Object.entries(answers).find(([start]) => line.startsWith(start))?.[1];
    if (known === undefined) throw new PluginError('TOOL_MISSING', `Running ${command}: it is not there`);
    if (known !== 'fails') return { stdout: known, stderr: '' };
    const ending = { reason: 'exit status 1', exitCode: 1, signal: undefined, stderr: ['no daemon'] };
    throw new ProcessError({ command, args, ...ending });
  };
}

interface Asked {
  readonly machine?: string;
  /** Of the build target of `api`; none without. */
  readonly target?: object;
  readonly options?: object;
  readonly binfmt?: string;
}

/** Whether nothing is missing, and the lines with runs of blanks made one. */
async function ask({ machine = 'with all', target, options = {}, binfmt = 'binfmt' }: Asked): Promise<{
  readonly ok: boolean;
  readonly lines: readonly string[];
}> {
  const lines: string[] = [];
  const targets = target && { build: { executor: 'nx-docker-multiarch:build', options: target } };
  const projects = { api: { root: 'api', ...(targets && { targets }) }, web: { root: 'web' } };
  const context = { root, projectName: 'web', projectsConfigurations: { version: 2, projects } };
  const ok = await diagnose(options, context as unknown as ExecutorContext, {
    out: {
      line: (text) => lines.push(...text.split('\n').map((each) => each.trim().replace(/ {2,}/g, ' '))),
    },
    env: {},
    now: new Date(0),
    signal: new AbortController().signal,
    run: fakeRun(MACHINES[machine] ?? {}),
    nodeVersion: '22.12.0',
    nxVersion: '23.2.1',
    hostPlatform: parsePlatform('linux/amd64'),
    pluginFolders: [],
    binfmtDirectory: join(root, binfmt),
    openRegistries: async () => ({ ...served.registries, close: () => Promise.resolve() }),
    findCredentialSource: () => Promise.resolve(undefined),
  });
  return { ok, lines };
}

const COPIES = { dockerfile: 'api/Dockerfile' };
const RUNS = { dockerfile: 'api/Dockerfile.run' };

describe('diagnose', () => {
  it('tells of a machine with all', async () => {
    const tags = [`${served.served.host}/acme/api:v2`];
    const { ok, lines } = await ask({ target: { ...RUNS, tags } });
    expect(lines).toEqual([
      'this machine',
      'Node ok 22.12.0',
      'Nx ok 23.2.1',
      'embedded ok needs nothing of this machine',
      'Docker ok 28.2.2',
      "daemon ok 28.5.2, context default, linux/amd64, images in containerd's store",
      'buildx ok 0.29.1',
      'builder ok default, driver docker',
      'node ok default, running, BuildKit v0.25.1, linux/amd64, linux/arm64',
      'engine buildx ok can be used',
      'linux/amd64 ok native',
      'linux/arm64 ok emulated',
      '',
      'target api:build',
      'engine ok buildx: api/Dockerfile.run:2: RUN needs a builder',
      'platforms ok linux/amd64, linux/arm64',
      '',
      `registry ${served.served.host}, repository acme/api`,
      `answer ok ${served.served.url}`,
      'log-in ok not needed',
      'pull ok yes',
      'index ok yes: the tag v1 is one',
      expect.stringMatching(/^referrers note no \(nothing here needs them: .*\): Listing referrers: 404 /),
      'not tried note push, mount, deletion: --probe=write tries what it can',
      '',
      'Nothing that is needed is missing.',
    ]);
    expect(ok).toBe(true);
  });

  it.each<[string, object, boolean, readonly string[]]>([
    ['bare', COPIES, true, ['engine ok embedded: nothing in the Dockerfile runs for the image']],
    [
      'bare',
      RUNS,
      false,
      [
        'engine buildx warn There is no docker program',
        'linux/arm64 note qemu-aarch64 is registered on this machine',
        'engine note buildx: api/Dockerfile.run:2: RUN needs a builder',
        'engine missing There is no docker program',
        '→ Install Docker: https://docs.docker.com/engine/install',
        'MISSING: target api:build (engine)',
      ],
    ],
    ['without a daemon', RUNS, false, ['engine missing The Docker daemon does not answer']],
    ["without containerd's store", COPIES, true, ['Nothing that is needed is missing.']],
    [
      "without containerd's store",
      RUNS,
      false,
      [
        "daemon ok 28.5.2, context default, linux/amd64, images outside containerd's store",
        "engine missing The Docker daemon keeps images outside containerd's store and can't build OCI images",
      ],
    ],
    ['without emulators', COPIES, true, ['platforms ok linux/amd64, linux/arm64']],
    [
      'without emulators',
      RUNS,
      false,
      [
        'linux/amd64 ok native',
        'linux/arm64 missing api/Dockerfile.run:2 runs something on linux/arm64, for which builder default has no emulator',
        '→ Install an emulator where the builder runs: docker run --privileged --rm tonistiigi/binfmt --install arm64',
        'platforms ok linux/amd64',
        'MISSING: target api:build (linux/arm64)',
      ],
    ],
    ['without emulators', { ...RUNS, platforms: ['linux/amd64'] }, true, ['platforms ok linux/amd64']],
    ['with all', { ...RUNS, load: true }, true, ['platforms ok linux/amd64, linux/arm64']],
    ['bare', { ...COPIES, load: true }, false, ['load missing there is no docker program']],
    ['with all', { ...RUNS, engine: 'embedded' }, false, ['MISSING: target api:build (engine)']],
    ['with all', { dockerfile: 'none' }, false, ['MISSING: target api:build (options)']],
  ])('on a machine %s, of a target with %j: %s', async (machine, target, isOk, expected) => {
    const { ok, lines } = await ask({ machine, target });
    expect(lines).toEqual(expect.arrayContaining([...expected]));
    expect(ok).toBe(isOk);
  });

  it('tells of a machine alone where no target builds an image', async () => {
    const { ok, lines } = await ask({ machine: 'bare', binfmt: 'nowhere' });
    expect(lines).toContain('linux/arm64 note no emulator is registered on this machine');
    expect(lines.filter((line) => /^(?:target|registry) /.test(line))).toEqual([]);
    expect(ok).toBe(true);
  });

  it('asks the registries that it is told to ask', async () => {
    const registries = `${served.served.host}/acme/new`;
    const { ok, lines } = await ask({ options: { registries, probe: 'write' } });
    expect(lines.slice(lines.indexOf('log-in ok not needed'))).toEqual([
      'log-in ok not needed',
      'pull ok yes: nothing is there yet',
      'push ok yes',
      'index ok yes',
      'referrers note nothing is there yet',
      'deletion ok yes',
      'not tried note mount',
      '',
      'Nothing that is needed is missing.',
    ]);
    expect(ok).toBe(true);
  });

  it('gives JSON', async () => {
    const { lines } = await ask({ machine: 'bare', target: RUNS, options: { format: 'json' } });
    const { ok, sections } = JSON.parse(lines.join('\n')) as {
      readonly ok: boolean;
      readonly sections: readonly { readonly about: string; readonly checks: readonly object[] }[];
    };
    expect(ok).toBe(false);
    expect(sections.map(({ about }) => about)).toEqual(['this machine', 'target api:build']);
    expect(sections[1]?.checks[1]).toEqual({
      name: 'engine',
      state: 'missing',
      found: 'There is no docker program',
      fix: 'Install Docker: https://docs.docker.com/engine/install',
    });
  });
});
