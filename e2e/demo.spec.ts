import { mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attempt, expectSuccess, succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneDigest, craneManifest, platformsOf } from './support/registry-image.js';
import { REPOSITORY_ROOT } from './support/workspace.js';

const LAYOUT = path.join(REPOSITORY_ROOT, 'dist/images/minifier');
/** Of this run alone: what an earlier commit has built would be found, with its labels. */
const REPOSITORIES = `localhost:5000/demo-${Date.now().toString(36)}`;
const PUSHED = `${REPOSITORIES}/minifier:1`;
const COPY = `${REPOSITORIES}/minifier-copy:1`;
const ELF_MACHINES = { amd64: 62, arm64: 183 };

describe('npm run demo', () => {
  let folder: string;
  let output = '';
  /** Without git: it would put the commit into the labels. */
  let PATH = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'nxdm-demo-'));
    PATH = await pathOfBareMachine(path.join(folder, 'bin'));
    const result = await attempt('npm', ['run', 'demo'], { cwd: REPOSITORY_ROOT, env: { PATH } });
    expectSuccess(result);
    output = result.output;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('builds both platforms with the embedded engine, and finds them the second time', () => {
    expect(output.match(/^engine embedded: /gm)).toHaveLength(2);
    for (const platform of ['linux/amd64', 'linux/arm64'])
      for (const outcome of ['built', 'cached'])
        expect(
          output.match(new RegExp(`^${platform} +${outcome} +/package/bin/esbuild `, 'gm')),
        ).toHaveLength(1);
    expect(output).toContain("the image is the same, and of the layout's 7 blobs 7 stayed untouched");
  });

  it('shows the index and the command that pushes it', async () => {
    const { digest } = await readRoot();
    expect(output).toContain(`The image index in dist/images/minifier, ${digest}:`);
    expect(output).toContain(await readFile(blobFile(digest), 'utf8').then(indented));
    expect(output).toContain('npx nx run minifier:docker-multiarch --push --tags=');
  });

  describeWith(['skopeo', 'crane', 'registry'], 'the layout in a registry', () => {
    it('is what skopeo copies and crane validates', async () => {
      await succeed('skopeo', [
        'copy',
        '--all',
        '--dest-tls-verify=false',
        `oci:${LAYOUT}:latest`,
        `docker://${COPY}`,
      ]);
      await succeed('crane', ['validate', '--insecure', '--remote', COPY]);
      expect(await craneDigest(COPY)).toBe((await readRoot()).digest);
    });
  });

  describeWith(['skopeo', 'umoci'], 'the layout on disc', () => {
    it.each(['amd64', 'arm64'] as const)('holds a %s image that umoci unpacks', async (architecture) => {
      const one = path.join(folder, architecture);
      const bundle = path.join(folder, `bundle-${architecture}`);
      const from = `oci:${LAYOUT}:latest`;
      await succeed('skopeo', ['copy', `--override-arch=${architecture}`, from, `oci:${one}:it`]);
      await succeed('umoci', ['unpack', '--rootless', '--image', `${one}:it`, bundle]);
      expect(await readdir(path.join(bundle, 'rootfs/package'))).toContain('package.json');
      const program = await readFile(path.join(bundle, 'rootfs/package/bin/esbuild'));
      expect(program.readUInt16LE(18)).toBe(ELF_MACHINES[architecture]);
    });
  });

  describeWith(['registry', 'crane', 'skopeo'], 'the same, pushed by the plugin', () => {
    beforeAll(async () => {
      const args = ['nx', 'run', 'minifier:docker-multiarch', '--push', `--tags=${PUSHED}`];
      expectSuccess(await attempt('npx', args, { cwd: REPOSITORY_ROOT, env: { PATH } }));
    });

    it('is the index of the layout, with both platforms', async () => {
      expect(await craneDigest(PUSHED)).toBe((await readRoot()).digest);
      expect(platformsOf(await craneManifest(PUSHED))).toEqual(['linux/amd64', 'linux/arm64']);
    });

    it('is accepted by crane validate and skopeo copy', async () => {
      await succeed('crane', ['validate', '--insecure', '--remote', PUSHED]);
      const to = `oci:${path.join(folder, 'pulled')}:it`;
      await succeed('skopeo', ['copy', '--all', '--src-tls-verify=false', `docker://${PUSHED}`, to]);
    });

    describeWith(['docker', 'qemu-arm64'], 'and run by Docker', () => {
      it.each(['linux/amd64', 'linux/arm64'])('minifies on %s', async (platform) => {
        const args = ['run', '--rm', '-i', '--pull', 'always', '--quiet', '--platform', platform, PUSHED];
        expect(await succeed('docker', [...args, '--minify'], { input: 'let x = 1 + 1' })).toBe('let x=2;');
        // Without arguments it does the same: the image says so.
        expect(await succeed('docker', args, { input: 'const answer = 6 * 7' })).toBe('const answer=42;');
      });
    });
  });
});

/** A `PATH` with Node, npm and a shell: no Docker, no git, no tar. */
async function pathOfBareMachine(bin: string): Promise<string> {
  await mkdir(bin);
  const found = await succeed('which', ['node', 'npm', 'npx', 'sh']);
  for (const program of found.split('\n'))
    await symlink(await realpath(program), path.join(bin, path.basename(program)));
  // What npm scripts start with `#!/usr/bin/env node`.
  await symlink(await realpath('/usr/bin/env'), path.join(bin, 'env'));
  return bin;
}

async function readRoot(): Promise<{ readonly digest: string }> {
  const { manifests } = JSON.parse(await readFile(path.join(LAYOUT, 'index.json'), 'utf8')) as {
    manifests: { digest: string }[];
  };
  expect(manifests).toHaveLength(1);
  return manifests[0] as { digest: string };
}

function blobFile(digest: string): string {
  return path.join(LAYOUT, 'blobs', digest.replace(':', '/'));
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}
