import { access } from 'node:fs/promises';
import path from 'node:path';
import { expectSuccess } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { createWorkspace } from './support/workspace.js';

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64', 'crane'],
  'an outside workspace with the packed plugin',
  () => {
    it.each(['22.7.8', '23.2.1', '24.0.6'])('pushes with Nx %s', async (nxVersion) => {
      const workspace = await createWorkspace(nxVersion);
      try {
        const name = `localhost:5000/outside/greeter:nx-${nxVersion}`;
        const { exitCode, output } = await workspace.nx([
          'run',
          'greeter:docker-multiarch',
          '--push',
          `--tags=${name}`,
        ]);
        expectSuccess({ exitCode, output });
        expect(platformsOf(await craneManifest(name))).toEqual(['linux/amd64', 'linux/arm64']);
        for (const platform of ['linux/amd64', 'linux/arm64']) {
          expect(await runImage(name, platform)).toBe(`hello from ${platform}`);
        }
        // To which the linter's findings refer.
        await access(path.join(workspace.root, 'node_modules/nx-docker-multiarch/docs/lint/moving-base.md'));
      } finally {
        await workspace.remove();
      }
    });
  },
);
