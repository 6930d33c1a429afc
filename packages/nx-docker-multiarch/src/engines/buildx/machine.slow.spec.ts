import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { run, type Run } from '../../process/index.js';
import { readMachine } from './machine.js';

const { signal } = new AbortController();

let bin: string;
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'machine-'));
});
afterEach(() => rm(bin, { recursive: true }));

/** Runs what stands in `bin` in place of what is installed. */
const here: Run = (request) => run({ ...request, env: { PATH: bin } });

/** A docker that answers to its first argument, and a buildx to all behind its own name, with a line of shell. */
async function install(answers: Readonly<Record<string, string>>): Promise<void> {
  const cases = Object.entries(answers).map(
    ([args, script]) => `"${args}"*) ${script.replaceAll(BIN, bin)};;`,
  );
  const answer = ['case "$*" in', ...cases, '*) exit 64;;', 'esac', ''];
  await writeFile(join(bin, 'docker'), ['#!/bin/sh', ...answer].join('\n'));
  await writeFile(join(bin, 'docker-buildx'), ['#!/bin/sh', 'set -- buildx "$@"', ...answer].join('\n'));
  for (const name of ['docker', 'docker-buildx']) await chmod(join(bin, name), 0o755);
}

/** Stands for the folder that is only there while a test runs. */
const BIN = '@bin';
const INFO = { version: '28.5.2', os: 'linux', machine: 'x86_64', context: 'default' };
const info = (changes: object = {}): string => {
  const plugins = [{ Name: 'buildx', Version: '0.29.1', Path: `${BIN}/docker-buildx` }];
  const status = [['driver-type', 'io.containerd.snapshotter.v1']];
  return `echo '${JSON.stringify({ ...INFO, status, plugins, ...changes })}'`;
};
const INSPECT = 'printf "Name: ${3:-default}\\nDriver: docker\\n"';
const NO_DAEMON = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';

describe('readMachine', () => {
  it('reads client, daemon and current builder', async () => {
    await install({ 'info --format': info(), 'buildx inspect': INSPECT });
    expect(await readMachine(here, undefined, [], signal)).toEqual({
      hasDocker: true,
      buildx: { version: '0.29.1', program: join(bin, 'docker-buildx') },
      daemon: {
        version: '28.5.2',
        context: 'default',
        platform: parsePlatform('linux/amd64'),
        hasImageStore: true,
      },
      builder: { name: 'default', driver: 'docker', problem: undefined, nodes: [] },
      complaint: '',
    });
  });

  it('asks for the builder of a name', async () => {
    await install({ 'info --format': info(), 'buildx inspect': INSPECT });
    expect((await readMachine(here, 'farm', [], signal)).builder?.name).toBe('farm');
  });

  it('asks a plugin that it finds by itself, and believes docker which one it is', async () => {
    await install({ 'info --format': info({ plugins: [{ Name: 'buildx', Version: '1', Path: '/other' }] }) });
    await writeFile(join(bin, 'docker-buildx'), `#!/bin/sh\n${INSPECT}\n`);
    const machine = await readMachine(here, undefined, ['/nowhere', bin], signal);
    expect(machine.builder?.driver).toBe('docker');
    expect(machine.buildx?.program).toBe('/other');
  });

  it.each([
    ['docker says so', NO_DAEMON],
    ['docker ends with 0 all the same', info({ version: '' })],
  ])('knows a builder elsewhere where no daemon runs, and %s', async (_title, answer) => {
    await install({
      'info --format': answer,
      'buildx version': 'echo v0.30.0',
      'buildx inspect': INSPECT,
    });
    const machine = await readMachine(here, undefined, [], signal);
    expect(machine).toMatchObject({
      hasDocker: true,
      daemon: undefined,
      buildx: { version: 'v0.30.0', program: undefined },
    });
    expect(machine.builder?.driver).toBe('docker');
  });

  it('passes on what buildx says of a builder that is not there', async () => {
    const inspect = 'echo "ERROR: no builder \\"farm\\" found" >&2; exit 1';
    await install({ 'info --format': info(), 'buildx inspect': inspect });
    const machine = await readMachine(here, 'farm', [], signal);
    expect(machine).toMatchObject({ builder: undefined, complaint: 'no builder "farm" found' });
  });

  it.each([
    ['with a daemon', info({ plugins: [] })],
    ['without one', NO_DAEMON],
  ])('misses buildx, %s', async (_title, answer) => {
    await install({ 'info --format': answer });
    expect(await readMachine(here, undefined, [], signal)).toMatchObject({
      hasDocker: true,
      buildx: undefined,
    });
  });

  it('misses docker', async () => {
    expect(await readMachine(here, undefined, [], signal)).toMatchObject({
      hasDocker: false,
      buildx: undefined,
      builder: undefined,
    });
  });

  it('is cancelled as one', async () => {
    const late = AbortSignal.abort();
    await expect(readMachine(here, undefined, [], late)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
