import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { attempt, expectSuccess, succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { whileWatching } from './support/processes.js';
import { craneDigest, craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { REPOSITORY_ROOT } from './support/workspace.js';

const NAMES = ['localhost:5000/acme/greeter:1.0.0', 'localhost:5000/acme/greeter:latest'];
const [NAME = ''] = NAMES;

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64', 'crane'],
  'nx run greeter:docker-multiarch --push',
  () => {
    let output = '';
    const seen: string[] = [];

    beforeAll(async () => {
      await succeed('docker', ['buildx', 'prune', '--all', '--force']);
      const args = ['nx', 'run', 'greeter:docker-multiarch', '--push', `--tags=${NAMES.join(',')}`];
      const result = await whileWatching(seen, () => attempt('npx', args, { cwd: REPOSITORY_ROOT }));
      expectSuccess(result);
      output = result.output;
    });

    it('pushes one index under both tags', async () => {
      const [first, second] = await Promise.all(NAMES.map(craneDigest));
      expect(first).toBe(second);
      expect(output).toContain(first);
    });

    it('holds exactly the two platforms, as crane and imagetools agree', async () => {
      const document = await craneManifest(NAME);
      expect(document.mediaType).toBe('application/vnd.oci.image.index.v1+json');
      expect(platformsOf(document)).toEqual(['linux/amd64', 'linux/arm64']);
      expect(document.manifests).toHaveLength(2);
      const inspected = await succeed('docker', ['buildx', 'imagetools', 'inspect', NAME]);
      expect([...inspected.matchAll(/Platform: +(\S+)/g)].map(([, platform]) => platform)).toEqual([
        'linux/amd64',
        'linux/arm64',
      ]);
    });

    it.each(['linux/amd64', 'linux/arm64'])('runs on %s and says so', async (platform) => {
      expect(await runImage(NAME, platform)).toBe(`hello from ${platform}`);
    });

    it('compiles on the builder itself for both platforms', () => {
      expect(seen.filter((line) => /\/compile -o /.test(line))).not.toEqual([]);
      // An emulated process shows the emulator before its own command line.
      const emulated = seen.filter((line) => /^\S*qemu-\S+ /.test(line));
      // BuildKit tries out now and then whether the emulator works.
      expect(emulated.filter((line) => !line.endsWith(' /check /check'))).toEqual([]);
    });

    it('ends with a table: a row a platform, a row a tag', () => {
      for (const platform of ['linux/amd64', 'linux/arm64']) {
        expect(output).toMatch(
          new RegExp(`${platform} +built +/greeter +[\\d.]+ [kM]B +[\\d.]+ .*s +sha256:[0-9a-f]{64}`),
        );
      }
      for (const name of NAMES)
        expect(output).toMatch(new RegExp(`${name} +sha256:[0-9a-f]{64} +\\w+, [\\d.]+ [kM]?B sent`));
    });

    it('writes the result file', async () => {
      const file = path.join(REPOSITORY_ROOT, 'dist/docker-multiarch/greeter.json');
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
        schemaVersion: 1,
        project: 'greeter',
        engine: 'buildx',
        index: { digest: await craneDigest(NAME) },
        tags: NAMES.map((reference) => ({ reference })),
        platforms: [
          { platform: 'linux/amd64', outcome: 'built', proof: { proved: ['/greeter'] } },
          { platform: 'linux/arm64', outcome: 'built', proof: { proved: ['/greeter'] } },
        ],
      });
    });
  },
);
