import { mkdir, open, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attempt, expectSuccess, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { processesNaming } from './support/processes.js';
import { craneDigest, craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BASE = 'localhost:5000/library/busybox:1.35';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
/** Repositories of this run alone: what a registry has from an earlier one would not be sent again. */
const REPOSITORIES = `localhost:5000/embedded-${Date.now().toString(36)}`;

const HELLO = '#!/bin/sh\necho "hello from linux/$FOR"\n';
const SAYS_HELLO = `ARG TARGETARCH\nENV FOR=$TARGETARCH\nCMD ["hello"]\n`;
const RUNS = `FROM ${BASE} AS build\nRUN mkdir /out\nFROM ${BASE}\nCOPY --from=build /out/hello /bin/\n${SAYS_HELLO}`;

const nameOf = (project: string): string => `${REPOSITORIES}/${project}:1`;

/** What a run left in its result file. */
interface Result {
  readonly engine: string;
  readonly bytesSent: number;
  readonly tags: readonly { readonly outcome: string; readonly bytesSent: number }[];
}

/** A Dockerfile, and the files that it copies from. */
interface Project {
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: object;
  /** Whether it says hello on each platform. */
  readonly runs?: boolean;
}

const PROJECTS: Readonly<Record<string, Project>> = {
  plain: {
    dockerfile: `FROM ${BASE}\nCOPY --chmod=0755 hello /bin/\n${SAYS_HELLO}`,
    files: { hello: HELLO },
    runs: true,
  },
  linked: {
    dockerfile: `FROM ${BASE}\nCOPY --link --chmod=0755 --chown=1000 hello /usr/bin/hello\nUSER 1000\n${SAYS_HELLO}`,
    files: { hello: HELLO },
    runs: true,
  },
  stages: {
    dockerfile: `FROM ${BASE} AS files\nWORKDIR /out\nCOPY . .\nFROM files AS more\nCOPY <<text /out/more\nmore\ntext\nFROM ${BASE}\nCOPY --from=more --chmod=0755 /out/hello /bin/\nCOPY --from=more /out/more /etc/\n${SAYS_HELLO}`,
    files: { hello: HELLO },
    runs: true,
  },
  scratch: {
    dockerfile: 'FROM scratch\nCOPY dir /dir/\nLABEL a=b\n',
    files: { 'dir/a': 'a', 'dir/ü/b': 'b' },
  },
  'one-platform': {
    dockerfile: `FROM ${BASE}\nCOPY dir /dir/\n`,
    files: { 'dir/a': 'a' },
    options: { platforms: ['linux/arm64'] },
  },
  replaced: {
    dockerfile: RUNS.replace('COPY', 'COPY --chmod=0755'),
    files: { 'built/out/hello': HELLO },
    options: { buildContexts: { build: 'replaced/built' } },
    runs: true,
  },
};

describeWith(
  ['docker', 'registry', 'base-images', 'qemu-arm64', 'crane', 'skopeo'],
  'the embedded engine, pushing',
  () => {
    let workspace: Workspace;
    const first = new Map<string, Result>();

    beforeAll(async () => {
      workspace = await createWorkspace();
      for (const [name, { dockerfile, files, options }] of Object.entries(PROJECTS))
        await addProject(name, dockerfile, files, options);
      await addProject('runs', RUNS);
      const { output } = await pushAll();
      expect(output).toContain('engine embedded: nothing in the Dockerfile runs for the image');
      for (const project of Object.keys(PROJECTS)) first.set(project, await readResult(project));
    });
    afterAll(() => workspace?.remove());

    const addProject = (name: string, dockerfile: string, files = {}, options = {}): Promise<void> =>
      workspace.addProject(
        name,
        { Dockerfile: dockerfile, ...files },
        { context: '{projectRoot}', push: true, tags: [nameOf(name)], ...options },
      );
    const run = (project: string, ...args: string[]): Promise<CommandResult> =>
      workspace.nx(['run', `${project}:docker-multiarch`, ...args]);
    const pushAll = async (): Promise<CommandResult> => {
      const projects = Object.keys(PROJECTS).join(',');
      const result = await workspace.nx([
        'run-many',
        '-t',
        'docker-multiarch',
        '-p',
        projects,
        '--output-style=static',
        // Together, services send what they have in common only once.
        '--no-batch',
      ]);
      expectSuccess(result);
      return result;
    };
    const readResult = async (project: string): Promise<Result> =>
      JSON.parse(
        await readFile(path.join(workspace.root, `dist/docker-multiarch/${project}.json`), 'utf8'),
      ) as Result;

    describe.each(Object.entries(PROJECTS))('%s', (project, { runs, options }) => {
      const name = nameOf(project);

      it('sent what was added to the base, once for both platforms, and nothing of the base', async () => {
        const [base, image] = [await blobsOf(BASE), await blobsOf(name)];
        const added = [...image].filter(([digest]) => !base.has(digest));
        const bytesSent = added.reduce((sum, [, size]) => sum + size, 0);
        expect(first.get(project)).toMatchObject({
          engine: 'embedded',
          bytesSent,
          tags: [{ outcome: 'created', bytesSent }],
        });
        expect(added.length < image.size).toBe(project !== 'scratch');
      });

      it('is accepted by crane and skopeo', async () => {
        if (options === undefined || !('platforms' in options))
          expect(platformsOf(await craneManifest(name))).toEqual(PLATFORMS);
        expect(await succeed('crane', ['validate', '--insecure', '--remote', name])).toContain('PASS');
        const folder = path.join(workspace.root, 'skopeo', project);
        await mkdir(path.dirname(folder), { recursive: true });
        await succeed('skopeo', [
          'copy',
          '--all',
          '--preserve-digests',
          '--src-tls-verify=false',
          `docker://${name}`,
          `oci:${folder}:1`,
        ]);
      });

      if (runs) {
        it.each(PLATFORMS)('runs on %s', async (platform) => {
          expect(await runImage(name, platform)).toBe(`hello from ${platform}`);
        });
      }
    });

    it('sends nothing in a second run, and changes nothing', async () => {
      const names = Object.keys(PROJECTS).map(nameOf);
      const former = await Promise.all(names.map(craneDigest));
      await pushAll();
      for (const project of Object.keys(PROJECTS))
        expect(await readResult(project)).toMatchObject({
          engine: 'embedded',
          bytesSent: 0,
          tags: [{ outcome: 'unchanged', bytesSent: 0 }],
        });
      expect(await Promise.all(names.map(craneDigest))).toEqual(former);
    });

    it('refuses a Dockerfile that runs something, with the line and both ways out', async () => {
      const { exitCode, output } = await run('runs', '--engine=embedded');
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/DOCKERFILE_UNSUPPORTED: .*runs\/Dockerfile:2: RUN needs a builder/);
      expect(output).toMatch(/--engine=buildx.*--buildContexts=<stage>=<folder>/s);
      await expectNotPushed('runs');
    });

    it('leaves it to buildx where it may choose, and says why', async () => {
      const { output } = await run('runs', '--dryRun');
      expect(output).toMatch(/engine +buildx \(runs\/Dockerfile:2: RUN needs a builder\)/);
      await expectNotPushed('runs');
    });

    it('says that a base image is missing before anything is pushed', async () => {
      const dockerfile = `FROM ${REPOSITORIES}/not-there:1 AS gone\nFROM scratch\nCOPY . /\nCOPY --from=gone / /\n`;
      await addProject('missing', dockerfile);
      const { exitCode, output } = await run('missing');
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/BASE_IMAGE_MISSING: missing\/Dockerfile:1: FROM .*not-there:1/);
      await expectNotPushed('missing');
    });

    it('leaves no file and no tag when it is cancelled', async () => {
      await addProject('large', 'FROM scratch\nCOPY large /\n');
      // Nx would read all of it before anything else.
      await workspace.write({ '.nxignore': 'large/large\n' });
      const file = await open(path.join(workspace.root, 'large/large'), 'w');
      await file.truncate(4 * 1024 ** 3);
      await file.close();
      const before = await temporaryFiles();
      let timer: NodeJS.Timeout | undefined;
      const { exitCode, output } = await workspace.nx(['run', 'large:docker-multiarch'], {
        onStart(child) {
          const stopOnceItBuilds = async (): Promise<void> => {
            const files = await temporaryFiles();
            if (files.some((each) => !before.includes(each) && /\/embedded-[^/]+$/.test(each)))
              child.kill('SIGINT');
          };
          timer = setInterval(() => void stopOnceItBuilds(), 20);
        },
      });
      clearInterval(timer);
      expect(exitCode).not.toBe(0);
      expect(output).toContain('engine embedded');
      expect(await processesNaming(workspace.root)).toEqual([]);
      expect(await temporaryFiles()).toEqual(before);
      expect(await partialFiles(path.join(workspace.root, 'node_modules/.cache'))).toEqual([]);
      await expectNotPushed('large');
    });

    async function expectNotPushed(project: string): Promise<void> {
      const { exitCode, output } = await attempt('crane', ['digest', '--insecure', nameOf(project)]);
      expect([exitCode, output]).toEqual([1, expect.stringMatching(/(?:NAME|MANIFEST)_UNKNOWN/)]);
    }
  },
);

/** The sizes of an image's configs and layers, those of all its platforms. */
async function blobsOf(name: string): Promise<ReadonlyMap<string, number>> {
  const document = await craneManifest(name);
  const repository = name.replace(/:[^:/]*$/, '');
  const children = document.manifests?.map(({ digest }) => `${repository}@${digest}`) ?? [name];
  const blobs = new Map<string, number>();
  for (const child of children) {
    const { config, layers = [] } = await craneManifest(child);
    for (const blob of config ? [config, ...layers] : layers) blobs.set(blob.digest, blob.size);
  }
  return blobs;
}

/** All that runs of the plugin have in the folder for temporary files. */
async function temporaryFiles(): Promise<readonly string[]> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('nx-docker-multiarch-'));
  const files = folders.map(async (folder) => {
    const found = await readdir(path.join(tmpdir(), folder), { recursive: true }).catch(() => []);
    return [folder, ...found.map((file) => `${folder}/${file}`)];
  });
  return (await Promise.all(files)).flat();
}

async function partialFiles(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  return found.filter((file) => file.endsWith('.part'));
}
