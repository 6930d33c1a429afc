import type { ChildProcess } from 'node:child_process';
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
      for (const project of ['slow', 'slower'])
        await workspace.addProject(project, { Dockerfile: SLOW }, { context: '{projectRoot}' });
      await succeed('crane', ['copy', '--insecure', 'localhost:5000/library/busybox:1.35', NAME]);
    });

    afterAll(() => workspace?.remove());

    it.each([
      ['SIGINT', ['run', 'slow:docker-multiarch'], 1],
      ['SIGTERM', ['run', 'slow:docker-multiarch'], 1],
      ['SIGINT', ['run-many', '-t', 'docker-multiarch', '-p', 'slow,slower'], 2],
      ['SIGTERM', ['run-many', '-t', 'docker-multiarch', '-p', 'slow,slower'], 2],
    ] as const)(
      'by %s in %j leaves no process, no file, no builder and no moved tag',
      async (signal, args, services) => {
        const [former, builders] = [await craneDigest(NAME), await succeed('docker', ['buildx', 'ls'])];
        const files = await leftovers();
        const { exitCode, output } = await workspace.nx([...args, '--push', `--tags=${NAME}`], {
          onStart: (child) => killOnceStarted(child, services, signal),
        });
        expect(exitCode).not.toBe(0);
        expect(output).toMatch(STARTED);
        expect(await processesNaming(workspace.root)).toEqual([]);
        expect(await leftovers()).toEqual(files);
        expect(await succeed('docker', ['buildx', 'ls'])).toBe(builders);
        expect(await craneDigest(NAME)).toBe(former);
      },
    );
  },
);

const STARTED = /^.*(?<!echo )started$/m;

/** Kills it as soon as the builds of so many services have said that they have started. */
function killOnceStarted(child: ChildProcess, services: number, signal: NodeJS.Signals): void {
  let [seen, isKilled] = ['', false];
  child.stdout?.on('data', (text: string) => {
    seen += text;
    const started = seen.split('\n').filter((line) => STARTED.test(line));
    if (isKilled || new Set(started.map((line) => line.split(' ')[0])).size < services) return;
    isKilled = true;
    child.kill(signal);
  });
}

async function leftovers(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('nx-docker-multiarch-'));
}
