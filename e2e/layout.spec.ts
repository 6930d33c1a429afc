import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expectSuccess, succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const COPY = 'localhost:5000/acme/greeter-copy:1';

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'crane', 'skopeo', 'umoci'],
  'without --push',
  () => {
    let workspace: Workspace;
    let layout = '';

    beforeAll(async () => {
      workspace = await createWorkspace();
      layout = path.join(workspace.root, 'dist/images/greeter');
      const { exitCode, output } = await workspace.nx([
        'run',
        'greeter:docker-multiarch',
        '--tags=localhost:5000/acme/greeter:2.0.0',
      ]);
      expectSuccess({ exitCode, output });
    });

    afterAll(() => workspace?.remove());

    async function readRoots(): Promise<Record<string, unknown>[]> {
      const index = JSON.parse(await readFile(path.join(layout, 'index.json'), 'utf8')) as {
        manifests: Record<string, unknown>[];
      };
      return index.manifests;
    }

    it('leaves an OCI layout with one root: the index, named by the tag, without a time', async () => {
      expect(await readRoots()).toEqual([
        {
          mediaType: 'application/vnd.oci.image.index.v1+json',
          digest: expect.stringMatching(/^sha256:/) as string,
          size: expect.any(Number) as number,
          annotations: { 'org.opencontainers.image.ref.name': '2.0.0' },
        },
      ]);
    });

    it('is what skopeo reads, copies and crane validates', async () => {
      const [root] = await readRoots();
      const raw = await succeed('skopeo', ['inspect', '--raw', `oci:${layout}:2.0.0`]);
      expect(JSON.parse(raw)).toMatchObject({
        manifests: [{ platform: { architecture: 'amd64' } }, { platform: { architecture: 'arm64' } }],
      });
      await succeed('skopeo', [
        'copy',
        '--all',
        '--dest-tls-verify=false',
        `oci:${layout}:2.0.0`,
        `docker://${COPY}`,
      ]);
      await succeed('crane', ['validate', '--insecure', '--remote', COPY]);
      expect(await succeed('crane', ['digest', '--insecure', COPY])).toBe(root?.['digest']);
    });

    it.each(['amd64', 'arm64'])('holds a %s image that umoci unpacks', async (architecture) => {
      const [one, bundle] = [`one-${architecture}`, `bundle-${architecture}`].map((name) =>
        path.join(workspace.root, 'tmp', name),
      );
      await mkdir(path.join(workspace.root, 'tmp'), { recursive: true });
      await succeed('skopeo', [
        'copy',
        `--override-arch=${architecture}`,
        `oci:${layout}:2.0.0`,
        `oci:${one}:it`,
      ]);
      await succeed('umoci', ['unpack', '--rootless', '--image', `${one}:it`, bundle ?? '']);
      expect(await readdir(path.join(bundle ?? '', 'rootfs'))).toContain('greeter');
      const elf = await readFile(path.join(bundle ?? '', 'rootfs/greeter'));
      expect(elf.readUInt16LE(18)).toBe(architecture === 'amd64' ? 62 : 183);
    });

    it('is replaced by the next run, and keeps nothing of the last one', async () => {
      const [former] = await readRoots();
      await workspace.nx(['run', 'greeter:docker-multiarch', '--labels=step=two']);
      const [root] = await readRoots();
      expect(root?.['digest']).not.toBe(former?.['digest']);
      expect(root?.['annotations']).toEqual({ 'org.opencontainers.image.ref.name': 'latest' });
      const blobs = await readdir(path.join(layout, 'blobs/sha256'));
      expect(blobs).not.toContain(String(former?.['digest']).slice('sha256:'.length));
    });

    it('does not touch a folder that is no layout', async () => {
      await workspace.write({ 'precious/notes.txt': 'keep' });
      const { exitCode, output } = await workspace.nx([
        'run',
        'greeter:docker-multiarch',
        '--outputPath=precious',
      ]);
      expect(exitCode).not.toBe(0);
      expect(output).toContain('LAYOUT_INVALID');
      expect(await readdir(path.join(workspace.root, 'precious'))).toEqual(['notes.txt']);
    });
  },
);
