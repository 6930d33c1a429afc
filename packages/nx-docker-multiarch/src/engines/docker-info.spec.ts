import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import type { Run } from '../process/index.js';
import { readDockerInfo, type DockerInfo } from './docker-info.js';

const { signal } = new AbortController();

const ANSWER = {
  version: '28.5.2',
  os: 'linux',
  machine: 'x86_64',
  status: [['driver-type', 'io.containerd.snapshotter.v1']],
  context: 'default',
  plugins: [
    { Name: 'compose', Version: 'v2.40.0', Path: '/plugins/docker-compose' },
    { Name: 'buildx', Version: 'v0.29.1', Path: '/plugins/docker-buildx' },
  ],
};

function infoOf(stdout: string): Promise<DockerInfo> {
  const run: Run = async () => ({ stdout, stderr: '' });
  return readDockerInfo(run, signal);
}

describe('readDockerInfo', () => {
  it('reads daemon, context and buildx in one answer', async () => {
    expect(await infoOf(`${JSON.stringify(ANSWER)}\n`)).toEqual({
      daemon: {
        context: 'default',
        version: '28.5.2',
        platform: { os: 'linux', architecture: 'amd64' },
        hasImageStore: true,
      },
      buildx: { version: 'v0.29.1', program: '/plugins/docker-buildx' },
    });
  });

  it.each([
    ['x86_64', 'linux/amd64'],
    ['amd64', 'linux/amd64'],
    ['aarch64', 'linux/arm64'],
    ['arm64', 'linux/arm64'],
    ['armv7l', 'linux/arm/v7'],
    ['armv6l', 'linux/arm/v6'],
    ['i386', 'linux/386'],
    ['i686', 'linux/386'],
    ['loongarch64', 'linux/loong64'],
    ['ppc64le', 'linux/ppc64le'],
    ['riscv64', 'linux/riscv64'],
    ['s390x', 'linux/s390x'],
  ])('reads the platform of a machine that calls itself %s as %s', async (machine, platform) => {
    const { daemon } = await infoOf(JSON.stringify({ ...ANSWER, machine }));
    expect(daemon && formatPlatform(daemon.platform)).toBe(platform);
  });

  it.each<[string, object]>([
    ['a driver of files', { status: [['Backing Filesystem', 'extfs']] }],
    ['no word of storage', { status: null }],
  ])('knows a daemon without the image store by %s', async (_title, changes) => {
    const { daemon } = await infoOf(JSON.stringify({ ...ANSWER, ...changes }));
    expect(daemon).toMatchObject({ version: '28.5.2', hasImageStore: false });
  });

  it.each([
    ['an empty version', JSON.stringify({ ...ANSWER, version: '', os: '', machine: '' })],
    ['nothing', ''],
    ['a warning', 'WARNING: no daemon'],
  ])('knows no daemon from %s', async (_title, stdout) => {
    expect((await infoOf(stdout)).daemon).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['none', []],
    ['no list', null],
    ['another', [{ Name: 'compose', Version: '2' }]],
  ])('knows no buildx where the plugins are %s', async (_title, plugins) => {
    expect((await infoOf(JSON.stringify({ ...ANSWER, plugins }))).buildx).toBeUndefined();
  });
});
