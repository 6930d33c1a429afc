import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { attempt, expectSuccess, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { processesNaming } from './support/processes.js';
import { craneDigest } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BASE = 'localhost:5000/library/busybox:1.35';
const REPOSITORIES = `localhost:5000/batch-${Date.now().toString(36)}`;
const GOOD = ['red', 'green', 'blue', 'cyan', 'pink'];
const ALL = [...GOOD, 'broken'];
/** The same in every image, and nothing that compresses. */
const SHARED = Array.from({ length: 4000 }, (_, line) =>
  createHash('sha256').update(`${REPOSITORIES} ${line}`).digest('base64'),
).join('\n');

describe.each(['22.7.8', '23.2.1', '24.0.6'])('with Nx %s', (nxVersion) => {
  describeWith(['registry', 'base-images', 'crane'], 'six services, one of them broken', () => {
    let workspace: Workspace;
    let batch: CommandResult;
    const nameOf = (project: string, run: string): string =>
      `${REPOSITORIES}/${run}/${nxVersion}/${project}:1`;

    beforeAll(async () => {
      workspace = await createWorkspace(nxVersion);
      for (const name of ALL) {
        const Dockerfile = `FROM ${BASE}\nCOPY shared /shared\nCOPY own /own\nCMD ["sh"]\n`;
        const files = { Dockerfile, shared: SHARED, ...(name !== 'broken' && { own: name }) };
        const tags = [nameOf('{projectName}', '{env.RUN}')];
        await workspace.addProject(name, files, { context: '{projectRoot}', push: true, tags });
      }
      batch = await runMany('batch');
    });
    afterAll(() => workspace?.remove());

    const runMany = (run: string, ...args: string[]): Promise<CommandResult> =>
      workspace.nx(['run-many', '-t', 'docker-multiarch', '-p', ALL.join(','), ...args], {
        env: { RUN: run },
      });

    it('are built in one process by Nx itself, and only the broken one fails', async () => {
      expect(batch.exitCode).not.toBe(0);
      expect(batch.output).toContain('Running 6 tasks with nx-docker-multiarch:build');
      expect(failedTasks(batch)).toEqual(['broken:docker-multiarch']);
      expect(batch.output).toMatch(/^broken CONTEXT_INVALID: broken\/Dockerfile:3: COPY own/m);
      const missing = await attempt('crane', ['digest', '--insecure', nameOf('broken', 'batch')]);
      expect(missing.exitCode).not.toBe(0);
    });

    it('end with a table of all, with the digests that were pushed', async () => {
      const table = batch.output.slice(batch.output.search(/^project +platforms/m));
      for (const name of GOOD) {
        const digest = await craneDigest(nameOf(name, 'batch'));
        expect(table).toMatch(
          new RegExp(`^${name} +linux/amd64 built, linux/arm64 built +[\\d.]+ m?s +${digest}$`, 'm'),
        );
      }
      expect(table).toMatch(/^broken +FAILED +[\d.]+ m?s$/m);
      expect(table).toContain('6 services: 5 done, 1 failed');
    });

    it('send what they have in common once', async () => {
      const sent = await Promise.all(
        GOOD.map(async (name) => {
          const file = path.join(workspace.root, `dist/docker-multiarch/${name}.json`);
          return (JSON.parse(await readFile(file, 'utf8')) as { bytesSent: number }).bytesSent;
        }),
      );
      expect(sent.filter((bytes) => bytes > 50_000)).toHaveLength(1);
    });

    it('give the same images and results each in a process of its own', async () => {
      const single = await runMany('single', '--no-batch');
      expect(single.exitCode).not.toBe(0);
      expect(single.output).not.toContain('6 services');
      expect(failedTasks(single)).toEqual(failedTasks(batch));
      for (const name of GOOD)
        expect(await craneDigest(nameOf(name, 'single'))).toBe(await craneDigest(nameOf(name, 'batch')));
    });

    it('say of one alone each line once', async () => {
      const result = await workspace.nx(['run', 'red:docker-multiarch'], { env: { RUN: 'batch' } });
      expectSuccess(result);
      expect(result.output.match(/engine embedded/g)).toHaveLength(1);
      expect(result.output.match(/^platform +outcome/gm)).toHaveLength(1);
      expect(result.output).not.toMatch(/^red |services:/m);
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('leave nothing when Nx is ended by %s', async (signal) => {
      for (const name of ['slow', 'slower']) {
        await workspace.addProject(name, { Dockerfile: 'FROM scratch\nCOPY large /\n' }, { context: name });
        // Nx would read all of it before anything else.
        await workspace.write({ '.nxignore': '*/large\n' });
        const file = await open(path.join(workspace.root, name, 'large'), 'w');
        await file.truncate(4 * 1024 ** 3);
        await file.close();
      }
      const temporary = path.join(workspace.root, 'dist', signal);
      await mkdir(temporary, { recursive: true });
      const { exitCode } = await workspace.nx(['run-many', '-t', 'docker-multiarch', '-p', 'slow,slower'], {
        env: { TMPDIR: temporary },
        onStart(child) {
          let [seen, isSent] = ['', false];
          child.stdout?.on('data', (text: string) => {
            seen += text;
            if (isSent || !seen.includes('slow engine embedded') || !seen.includes('slower engine')) return;
            isSent = true;
            child.kill(signal);
          });
        },
      });
      expect(exitCode).not.toBe(0);
      expect(await processesNaming(workspace.root)).toEqual([]);
      expect(await leftovers(temporary)).toEqual([]);
    });
  });
});

/** What Nx itself says at its end. */
function failedTasks({ output }: CommandResult): readonly string[] {
  const [, list = ''] = /Failed tasks:\s+((?:- \S+\s+)+)/.exec(output) ?? [];
  return [...list.matchAll(/- (\S+)/g)].map(([, task = '']) => task).sort();
}

async function leftovers(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('nx-docker-multiarch-'));
}
