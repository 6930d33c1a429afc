import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** A docker that answers to the first two of its arguments with a line of shell. */
async function install(answers: Readonly<Record<string, string>>): Promise<void> {
  const cases = Object.entries(answers).map(([args, script]) => `"${args}") ${script};;`);
  const script = ['#!/bin/sh', 'case "$1 $2" in', ...cases, '*) exit 64;;', 'esac', ''].join('\n');
  await writeFile(join(bin, 'docker'), script);
  await chmod(join(bin, 'docker'), 0o755);
}

const INFO = {
  version: '28.5.2',
  status: [['driver-type', 'io.containerd.snapshotter.v1']],
  plugins: [{ Name: 'buildx', Version: '0.29.1' }],
};
const info = (changes: object = {}): string => `echo '${JSON.stringify({ ...INFO, ...changes })}'`;
const INSPECT = 'printf "Name: ${3:-default}\\nDriver: docker\\n"';
const NO_DAEMON = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';

describe('readMachine', () => {
  it('reads client, daemon and current builder', async () => {
    await install({ 'info --format': info(), 'buildx inspect': INSPECT });
    expect(await readMachine(here, undefined, signal)).toEqual({
      hasDocker: true,
      buildx: '0.29.1',
      daemon: { version: '28.5.2', hasImageStore: true },
      builder: { name: 'default', driver: 'docker', problem: undefined, nodes: [] },
      complaint: '',
    });
  });

  it('asks for the builder of a name', async () => {
    await install({ 'info --format': info(), 'buildx inspect': INSPECT });
    expect((await readMachine(here, 'farm', signal)).builder?.name).toBe('farm');
  });

  it('knows a daemon without the image store', async () => {
    await install({
      'info --format': info({ status: [['Backing Filesystem', 'extfs']] }),
      'buildx inspect': INSPECT,
    });
    expect((await readMachine(here, undefined, signal)).daemon?.hasImageStore).toBe(false);
  });

  it('knows a builder elsewhere where no daemon runs', async () => {
    await install({
      'info --format': NO_DAEMON,
      'buildx version': 'echo v0.30.0',
      'buildx inspect': INSPECT,
    });
    const machine = await readMachine(here, undefined, signal);
    expect(machine).toMatchObject({ hasDocker: true, daemon: undefined, buildx: 'v0.30.0' });
    expect(machine.builder?.driver).toBe('docker');
  });

  it('passes on what buildx says of a builder that is not there', async () => {
    const inspect = 'echo "ERROR: no builder \\"farm\\" found" >&2; exit 1';
    await install({ 'info --format': info(), 'buildx inspect': inspect });
    const machine = await readMachine(here, 'farm', signal);
    expect(machine).toMatchObject({ builder: undefined, complaint: 'no builder "farm" found' });
  });

  it.each([
    ['with a daemon', info({ plugins: [] })],
    ['without one', NO_DAEMON],
  ])('misses buildx, %s', async (_title, answer) => {
    await install({ 'info --format': answer });
    expect(await readMachine(here, undefined, signal)).toMatchObject({ hasDocker: true, buildx: undefined });
  });

  it('misses docker', async () => {
    expect(await readMachine(here, undefined, signal)).toMatchObject({
      hasDocker: false,
      buildx: undefined,
      builder: undefined,
    });
  });

  it('is cancelled as one', async () => {
    const late = AbortSignal.abort();
    await expect(readMachine(here, undefined, late)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
