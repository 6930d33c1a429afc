import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeWith, REGISTRY } from './support/engines.js';

const run = promisify(execFile);

describeWith(['docker', 'buildx'], 'docker', () => {
  it('keeps images of several platforms', async () => {
    const { stdout } = await run('docker', ['info', '--format', '{{json .DriverStatus}}']);
    expect(stdout).toContain('io.containerd.snapshotter.v1');
  });

  it('has a builder for both platforms', async () => {
    const { stdout } = await run('docker', ['buildx', 'inspect']);
    expect(stdout).toMatch(/Platforms:.*linux\/amd64/);
    expect(stdout).toMatch(/Platforms:.*linux\/arm64/);
  });
});

describeWith(['registry', 'base-images', 'crane'], 'registry', () => {
  it.each([
    ['library/busybox:1.35', ['linux/amd64', 'linux/arm64']],
    // A builder image runs where it builds.
    ['library/golang:1.19', [`linux/${process.arch === 'x64' ? 'amd64' : process.arch}`]],
  ])('serves %s for %s', async (image, platforms) => {
    const { stdout } = await run('crane', ['manifest', '--insecure', `${REGISTRY}/${image}`]);
    const { manifests } = JSON.parse(stdout) as {
      manifests: { platform: { os: string; architecture: string } }[];
    };
    const served = manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`);
    expect(served).toEqual(expect.arrayContaining(platforms));
  });
});

describeWith(['docker', 'base-images', 'qemu-arm64'], 'containers', () => {
  it.each([
    ['linux/amd64', 'x86_64'],
    ['linux/arm64', 'aarch64'],
  ])('run on %s, from a base that is resolved by its short name', async (platform, machine) => {
    const args = ['run', '--rm', '--pull', 'always', '--platform', platform, 'busybox:1.35', 'uname', '-m'];
    const { stdout } = await run('docker', args);
    expect(stdout.trim()).toBe(machine);
  });
});
