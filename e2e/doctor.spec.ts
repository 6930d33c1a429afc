import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectSuccess, type CommandResult } from './support/command.js';
import { describeWith, REGISTRY } from './support/engines.js';
import { startSecondDaemon, type SecondDaemon } from './support/second-daemon.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

/** Of this run alone: nothing is there yet, and nothing of another run is. */
const REPOSITORY = `doctor-${Date.now().toString(36)}`;
/** For which no emulator is there on any machine that these tests know. */
const FOREIGN = 'linux/mips64le';

const COPIES = 'FROM scratch\nCOPY copies/Dockerfile /\n';
const RUNS =
  'FROM --platform=$BUILDPLATFORM busybox:1.35 AS build\nRUN touch /made\nFROM scratch\nCOPY --from=build /made /\n';
const EMULATED = 'FROM busybox:1.35\nRUN touch /made\n';

describeWith(['docker', 'buildx', 'registry', 'qemu-arm64'], 'doctor', () => {
  let workspace: Workspace;
  let folder: string;

  beforeAll(async () => {
    workspace = await createWorkspace();
    folder = await mkdtemp(path.join(tmpdir(), 'nxdm-doctor-'));
    await symlink(await realpath(process.execPath), path.join(folder, 'node'));
    await workspace.write({
      ...service('copies', COPIES, { tags: [`${REGISTRY}/${REPOSITORY}/copies:1`] }),
      ...service('runs', RUNS, {}),
      ...service('emulated', EMULATED, {}),
      ...service('foreign', EMULATED, { platforms: ['linux/amd64', FOREIGN] }),
      'tools/project.json': JSON.stringify({ name: 'tools', targets: { doctor: DOCTOR } }),
    });
  });
  afterAll(async () => {
    await workspace?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (project: string, args: readonly string[] = [], env = {}): Promise<Diagnosis> => {
    const result = await workspace.nx(['run', `${project}:doctor`, ...args], { env });
    return { ...result, lines: result.stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' ')) };
  };
  const contains = (...lines: readonly string[]): unknown =>
    expect.arrayContaining(lines.map((line) => expect.stringContaining(line) as unknown));

  it('finds all on a machine with all', async () => {
    const diagnosis = await ask('emulated');
    expectSuccess(diagnosis);
    expect(diagnosis.lines).toEqual(
      contains(
        'this machine',
        "images in containerd's store",
        'builder ok default, driver docker',
        'engine buildx ok can be used',
        'linux/arm64 ok emulated',
        'target emulated:docker-multiarch',
        'engine ok buildx: emulated/Dockerfile:2: RUN needs a builder',
        'platforms ok linux/amd64, linux/arm64',
        'Nothing that is needed is missing.',
      ),
    );
  });

  it('asks a real registry what it does, and leaves nothing there', async () => {
    const empty = await ask('copies', ['--probe=write']);
    expectSuccess(empty);
    expect(empty.lines).toEqual(
      contains('log-in ok not needed', 'pull ok yes: nothing is there yet', 'push ok yes'),
    );
    expect(await statusOf(`/v2/${REPOSITORY}/copies/tags/list`)).toBe(404);

    expectSuccess(await workspace.nx(['run', 'copies:docker-multiarch', '--push']));
    const full = await ask('copies', ['--probe=write']);
    expectSuccess(full);
    expect(full.lines).toEqual(
      contains('push ok yes', 'index ok yes: the tag', 'mount ok yes', 'referrers note no'),
    );
  });

  it('finds no Docker on a bare machine, which is enough for what runs nothing', async () => {
    const env = { PATH: folder };
    expectSuccess(await ask('copies', [], env));
    const { exitCode, lines } = await ask('runs', [], env);
    expect(exitCode).toBe(1);
    expect(lines).toEqual(
      contains(
        'embedded ok needs nothing of this machine',
        'engine buildx warn There is no docker program',
        'engine missing There is no docker program',
        '→ Install Docker: ',
        'MISSING: target runs:docker-multiarch (engine)',
      ),
    );
  });

  it('knows a platform for which the builder has no emulator', async () => {
    const { exitCode, lines } = await ask('foreign');
    expect(exitCode).toBe(1);
    expect(lines).toEqual(
      contains(
        `${FOREIGN} warn builder default has no emulator for it`,
        `${FOREIGN} missing foreign/Dockerfile:2 runs something on ${FOREIGN}`,
        '→ Install an emulator where the builder runs: docker run --privileged --rm tonistiigi/binfmt --install mips64le',
        'platforms ok linux/amd64',
      ),
    );
  });

  it('gives JSON of all targets where the project has none of its own', async () => {
    const { exitCode, stdout } = await ask('tools', ['--format=json']);
    expect(exitCode).toBe(1);
    const json = /^\{$[^]*?^\}$/m.exec(stdout)?.[0] ?? '';
    const { ok, sections } = JSON.parse(json) as { ok: boolean; sections: readonly { about: string }[] };
    expect(ok).toBe(false);
    expect(sections.map(({ about }) => about).sort()).toEqual([
      `registry ${REGISTRY}, repository ${REPOSITORY}/copies`,
      ...['copies', 'emulated', 'foreign', 'greeter', 'runs'].map(
        (name) => `target ${name}:docker-multiarch`,
      ),
      'this machine',
    ]);
  });

  describe("a daemon without containerd's image store", () => {
    let daemon: SecondDaemon;
    beforeAll(async () => {
      daemon = await startSecondDaemon({ 'containerd-snapshotter': false });
    });
    afterAll(() => daemon?.stop());

    it('is told with the way out', async () => {
      const { exitCode, lines } = await ask('runs', [], { DOCKER_HOST: daemon.host });
      expect(exitCode).toBe(1);
      expect(lines).toEqual(
        contains(
          "images outside containerd's store",
          "engine missing The Docker daemon keeps images outside containerd's store",
          '→ Set "features": { "containerd-snapshotter": true }',
        ),
      );
    });
  });

  describe('a machine without emulators', () => {
    let daemon: SecondDaemon;
    beforeAll(async () => {
      await writeFile(EMULATOR, '0');
      // A daemon finds out what can be emulated when it starts.
      daemon = await startSecondDaemon({ 'containerd-snapshotter': true });
    });
    afterAll(async () => {
      await writeFile(EMULATOR, '1');
      await daemon?.stop();
    });

    it('can build what runs on its own platform, and is told how to get an emulator for the rest', async () => {
      const { exitCode, lines } = await ask('emulated', [], { DOCKER_HOST: daemon.host });
      expect(exitCode).toBe(1);
      expect(lines).toEqual(
        contains(
          "images in containerd's store",
          'linux/amd64 ok native',
          'linux/arm64 warn builder default has no emulator for it',
          'linux/arm64 missing emulated/Dockerfile:2 runs something on linux/arm64',
          'tonistiigi/binfmt --install arm64',
          'MISSING: target emulated:docker-multiarch (linux/arm64)',
        ),
      );
      expectSuccess(await ask('runs', [], { DOCKER_HOST: daemon.host }));
    });
  });
});

/** What the kernel has of the emulator for arm64. */
const EMULATOR = '/proc/sys/fs/binfmt_misc/qemu-aarch64';

interface Diagnosis extends CommandResult {
  /** Without indentation, and with runs of blanks made one. */
  readonly lines: readonly string[];
}

const DOCTOR = { executor: 'nx-docker-multiarch:doctor' };

function service(name: string, dockerfile: string, options: object): Readonly<Record<string, string>> {
  const build = { executor: 'nx-docker-multiarch:build', options };
  return {
    [`${name}/Dockerfile`]: dockerfile,
    [`${name}/project.json`]: JSON.stringify({
      name,
      targets: { 'docker-multiarch': build, doctor: DOCTOR },
    }),
  };
}

async function statusOf(resource: string): Promise<number> {
  const response = await fetch(`http://${REGISTRY}${resource}`);
  await response.body?.cancel();
  return response.status;
}
