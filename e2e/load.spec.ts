import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { attempt, expectSuccess, succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const NAME = 'localhost:5000/acme/greeter-loaded:1';

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64'],
  'nx run greeter:docker-multiarch --load',
  () => {
    let workspace: Workspace;
    let output = '';

    beforeAll(async () => {
      workspace = await createWorkspace();
      await attempt('docker', ['image', 'rm', '--force', NAME]);
      const env = {
        GITHUB_OUTPUT: path.join(workspace.root, 'outputs'),
        GITHUB_STEP_SUMMARY: path.join(workspace.root, 'summary'),
      };
      const result = await workspace.nx(['run', 'greeter:docker-multiarch', '--load', `--tags=${NAME}`], {
        env,
      });
      expectSuccess(result);
      output = result.output;
    });

    afterAll(async () => {
      await attempt('docker', ['image', 'rm', '--force', NAME]);
      await workspace?.remove();
    });

    it.each(['linux/amd64', 'linux/arm64'])(
      'leaves an image for %s in Docker that never was in a registry',
      async (platform) => {
        const args = ['run', '--rm', '--pull', 'never', '--quiet', '--platform', platform, NAME];
        expect(await succeed('docker', args)).toBe(`hello from ${platform}`);
      },
    );

    it('says which platforms Docker has now', () => {
      expect(output).toMatch(new RegExp(`${NAME} +sha256:[0-9a-f]{64} +in Docker: linux/amd64, linux/arm64`));
    });

    it('gives GitHub Actions the digests and a summary', async () => {
      const outputs = await readFile(path.join(workspace.root, 'outputs'), 'utf8');
      expect(outputs).toMatch(
        /\ndigest=sha256:[0-9a-f]{64}\ndigest-linux-amd64=sha256:[0-9a-f]{64}\ndigest-linux-arm64=sha256:[0-9a-f]{64}\n$/,
      );
      expect(await readFile(path.join(workspace.root, 'summary'), 'utf8')).toContain('### greeter');
    });
  },
);
