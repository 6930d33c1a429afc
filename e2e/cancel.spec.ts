import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { succeed } from './support/command.js';
import { describeWith } from './support/engines.js';
import { processesNaming } from './support/processes.js';
import { craneDigest } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const NAME = 'localhost:5000/acme/slow:1';
const SLOW = 'FROM busybox:1.35\nRUN echo started && sleep 300\n';

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64', 'crane'],
  'a command that is killed',
  () => {
    let workspace: Workspace;

    beforeAll(async () => {
      workspace = await createWorkspace();
      await workspace.addProject('slow', { Dockerfile: SLOW }, { context: '{projectRoot}' });
      await succeed('crane', ['copy', '--insecure', 'localhost:5000/library/busybox:1.35', NAME]);
    });

    afterAll(() => workspace?.remove());

    it.each(['SIGINT', 'SIGTERM'] as const)(
      'by %s leaves no process, no file, no builder and no moved tag',
      async (signal) => {
        const [former, builders] = [await craneDigest(NAME), await succeed('docker', ['buildx', 'ls'])];
        const files = await leftovers();
        const { exitCode } = await workspace.nx(
          ['run', 'slow:docker-multiarch', '--push', `--tags=${NAME}`],
          {
            onStart: (child) => {
              let seen = '';
              child.stdout?.on('data', (text: string) => {
                const hadStarted = seen.includes('] started');
                seen += text;
                if (!hadStarted && /^.*(?<!echo )started$/m.test(seen)) child.kill(signal);
              });
            },
          },
        );
        expect(exitCode).not.toBe(0);
        expect(await processesNaming(workspace.root)).toEqual([]);
        expect(await leftovers()).toEqual(files);
        expect(await succeed('docker', ['buildx', 'ls'])).toBe(builders);
        expect(await craneDigest(NAME)).toBe(former);
      },
    );
  },
);

async function leftovers(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('nx-docker-multiarch-'));
}
