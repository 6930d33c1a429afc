import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { attempt, expectSuccess, succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { createWorkspace, NX_VERSION, type Workspace } from './support/workspace.js';

const REPOSITORY = `localhost:5000/convert-${Date.now().toString(36)}`;
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
/** With its peers at Nx's own version: npm would take newer ones, and a second Nx with them. */
const CONTAINER = ['@nx-tools/nx-container@7.3.0', `@nx/devkit@${NX_VERSION}`, `@nx/js@${NX_VERSION}`];

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64', 'crane'],
  'a workspace with targets of @nx-tools/nx-container',
  () => {
    let workspace: Workspace;
    const nx = async (...args: string[]): Promise<string> => {
      const result = await workspace.nx(args, { env: { RELEASE: 'r1' } });
      expectSuccess(result);
      return result.output;
    };
    const read = (file: string): Promise<string> => readFile(path.join(workspace.root, file), 'utf8');
    const git = (...args: string[]): Promise<string> => succeed('git', args, { cwd: workspace.root });

    beforeAll(async () => {
      workspace = await createWorkspace();
      await succeed('npm', ['install', '--save-dev', '--prefer-offline', ...CONTAINER], {
        cwd: workspace.root,
      });
      await workspace.write({
        '.gitignore': 'node_modules\ndist\n.nx\n',
        'nx.json': JSON.stringify({
          analytics: false,
          neverConnectToCloud: true,
          plugins: [{ plugin: '@nx-tools/nx-container', options: { defaultRegistry: REPOSITORY } }],
          targetDefaults: {
            container: { options: { context: 'greeter', file: 'greeter/Dockerfile' } },
          },
        }),
        'greeter/project.json': JSON.stringify({
          name: 'greeter',
          targets: {
            image: {
              executor: '@nx-tools/nx-container:build',
              options: {
                engine: 'docker',
                file: 'greeter/Dockerfile',
                context: 'greeter',
                platforms: PLATFORMS,
                metadata: {
                  images: [`${REPOSITORY}/greeter`],
                  tags: ['type=sha', 'type=raw,value=$RELEASE', 'type=schedule'],
                },
              },
              configurations: { ci: { push: true } },
            },
          },
        }),
      });
      await git('init', '--quiet', '--initial-branch=main');
      await git('add', '.');
      const author = ['-c', 'user.email=nobody@example.com', '-c', 'user.name=nobody'];
      await git(...author, 'commit', '--quiet', '--no-gpg-sign', '--message', 'first');
    });
    afterAll(async () => {
      await attempt('docker', ['image', 'rm', '--force', `${REPOSITORY}/greeter:r1`]);
      await workspace?.remove();
    });

    it('only shows with --dry-run what would change', async () => {
      const before = await Promise.all(['nx.json', 'greeter/project.json'].map(read));
      const output = await nx('g', 'nx-docker-multiarch:convert', '--dry-run');
      for (const file of ['greeter/project.json', 'nx.json']) expect(output).toContain(`UPDATE ${file}`);
      expect(await Promise.all(['nx.json', 'greeter/project.json'].map(read))).toEqual(before);
    });

    it('pushes the same tags with ours, for both platforms', async () => {
      const output = await nx('g', 'nx-docker-multiarch:convert');
      expect(output).toContain('greeter:image');
      expect(output).toMatch(/metadata\.tags: type=schedule\s+nx-container gives it in scheduled pipelines/);
      await nx('run', 'greeter:image:ci');
      const sha = (await git('rev-parse', 'HEAD')).slice(0, 7);
      for (const tag of [`sha-${sha}`, 'r1'])
        expect(platformsOf(await craneManifest(`${REPOSITORY}/greeter:${tag}`))).toEqual(PLATFORMS);
      for (const platform of PLATFORMS)
        expect(await runImage(`${REPOSITORY}/greeter:r1`, platform)).toBe(`hello from ${platform}`);
    });

    it('infers with ours what the old plugin inferred', async () => {
      await nx('run', 'greeter:container:ci');
      expect(platformsOf(await craneManifest(`${REPOSITORY}/greeter:main`))).toEqual(PLATFORMS);
    });

    it('changes nothing the second time', async () => {
      const before = await Promise.all(['nx.json', 'greeter/project.json'].map(read));
      const output = await nx('g', 'nx-docker-multiarch:convert');
      expect(output).toContain('Nothing of @nx-tools/nx-container is left to convert.');
      expect(await Promise.all(['nx.json', 'greeter/project.json'].map(read))).toEqual(before);
    });
  },
);
