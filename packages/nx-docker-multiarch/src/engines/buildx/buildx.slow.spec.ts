import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlatform, type Descriptor } from '@nx-docker-multiarch/oci/model';
import { createLayoutStore, createMemoryStore, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { sampleAttestation, sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import { run, type Run } from '../../process/index.js';
import type { BuildJob } from '../../plan/index.js';
import type { BuildJobs, BuildScope, Engine, PlatformContent } from '../engine.js';
import { sampleJob, samplePlan } from '../../plan/sample-plan.js';
import { createBuildxEngine } from './buildx.js';

/** A docker whose builds are `build.sh`, run with the destination of the layout or the metadata file. */
const DOCKER = `#!/bin/sh
here=$(dirname "$0")
echo "$1 $2" >>"$here/asked"
case "$1 $2" in
"info --format")
  echo '{"version":"28.5.2","status":"io.containerd.snapshotter.v1","plugins":[{"Name":"buildx","Version":"0.29.1"}]}';;
"buildx inspect")
  printf 'Name: b\\nDriver: %s\\n\\nNodes:\\nName: b0\\nStatus: running\\nBuildKit version: v0.25.0\\nPlatforms: linux/arm64\\n' "$(cat "$here/driver")";;
"buildx build")
  for arg; do
    case "$last $arg" in
    "--output type=oci,"*) dest=\${arg##*dest=};;
    "--metadata-file "*) dest=$arg;;
    esac
    last=$arg
  done
  . "$here/build.sh";;
esac
`;

const ARM64 = parsePlatform('linux/arm64');

let directory: string;
let lines: string[];
let warnings: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'buildx-'));
  lines = [];
  warnings = [];
  await writeFile(join(directory, 'docker'), DOCKER);
  await chmod(join(directory, 'docker'), 0o755);
});
afterEach(() => rm(directory, { recursive: true }));

/** An engine on a machine whose builder has this driver and does this to build. */
async function engineOn(driver: string, build: string, secrets: readonly string[] = []) {
  await writeFile(join(directory, 'driver'), driver);
  await writeFile(join(directory, 'build.sh'), build);
  const here: Run = (request) =>
    run({ ...request, env: { ...request.env, PATH: `${directory}:/usr/bin:/bin` } });
  return createBuildxEngine({ run: here, pluginFolders: [], secretValues: () => Promise.resolve(secrets) });
}

function scopeOf(changes: Partial<BuildScope> = {}): BuildScope {
  const progress = (line: string) => lines.push(line);
  const warn = (message: string) => void warnings.push(message);
  const { signal } = new AbortController();
  const openRepository = () => createMemoryStore();
  return { directory, target: undefined, openRepository, signal, progress, warn, ...changes };
}

async function build(engine: Engine, one: BuildJob, scope: BuildScope): Promise<PlatformContent> {
  const [content] = await engine.build([one], scope);
  return content as PlatformContent;
}

const job = (changes = {}) => sampleJob('linux/arm64', { workspaceRoot: directory, ...changes });

/** A layout as BuildKit leaves it, which `build.sh` can copy to where it is asked for. */
async function prepareLayout(): Promise<{ image: Descriptor; attestation: Descriptor }> {
  const store = createLayoutStore(join(directory, 'prepared'));
  const image = await sampleImage(store, { platform: ARM64 });
  const attestation = await sampleAttestation(store, image);
  await sampleIndex(store, [image, attestation], 'latest');
  return { image: image.manifest, attestation };
}

describe('a build whose driver gives a layout', () => {
  it('gives the image, its attestations and the store that holds them', async () => {
    const { image, attestation } = await prepareLayout();
    const engine = await engineOn('docker', 'cp -r "$here/prepared" "$dest"');
    const content = await build(engine, job(), scopeOf());
    expect(content).toMatchObject({ manifest: image, attestations: [attestation] });
    expect(content.store.name).toBe(`layout ${directory}/buildx-linux-arm64/layout`);
    expect((await content.store.readManifest(image.digest)).descriptor.digest).toBe(image.digest);
  });

  it('does so for a driver that could push, where nothing is pushed', async () => {
    const { image } = await prepareLayout();
    const engine = await engineOn('remote', 'cp -r "$here/prepared" "$dest"');
    expect((await build(engine, job({ push: true }), scopeOf())).manifest).toEqual(image);
  });

  it('is judged by what it leaves, not by what it prints', async () => {
    const { image } = await prepareLayout();
    const noise = 'echo "ref layer-sha256:ab locked for 1s: unavailable" >&2';
    const engine = await engineOn('docker', `${noise}; cp -r "$here/prepared" "$dest"`);
    expect((await build(engine, job(), scopeOf())).manifest).toEqual(image);
    expect(lines).toEqual([]);
  });

  it.each([
    ['normal', ['[1/1] RUN x']],
    ['quiet', ['[1/1] RUN x']],
    ['verbose', ['#1 [internal] load ***', '#5 [1/1] RUN x', 'WARNING: *** is old']],
  ] as const)('%s: tells what there is to tell, and warns', async (verbosity, expected) => {
    await prepareLayout();
    const said = '#1 [internal] load s3cret\n#5 [1/1] RUN x\nWARNING: s3cret is old';
    const engine = await engineOn('docker', `echo "${said}" >&2; cp -r "$here/prepared" "$dest"`, ['s3cret']);
    await build(engine, job({ verbosity }), scopeOf());
    expect(lines).toEqual(expected);
    expect(warnings).toEqual(['*** is old']);
  });

  it('fails where it leaves nothing, though it says nothing of a failure', async () => {
    const engine = await engineOn('docker', 'exit 0');
    await expect(build(engine, job(), scopeOf())).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
  });
});

describe('a build of several platforms', () => {
  const jobs = (changes = {}): BuildJobs => [
    sampleJob('linux/arm64', { workspaceRoot: directory, ...changes }),
    sampleJob('linux/amd64', { workspaceRoot: directory, ...changes }),
  ];

  it('is one process, and gives the images in the order of the jobs', async () => {
    const store = createLayoutStore(join(directory, 'prepared'));
    const images = [
      await sampleImage(store, { platform: 'linux/amd64' }),
      await sampleImage(store, { platform: ARM64 }),
    ];
    await sampleIndex(store, images, 'latest');
    const engine = await engineOn('docker', 'cp -r "$here/prepared" "$dest"');
    const contents = await engine.build(jobs(), scopeOf());
    expect(contents.map(({ manifest }) => manifest)).toEqual([images[1]?.manifest, images[0]?.manifest]);
    const asked = await run({ command: 'grep', args: ['-c', 'buildx build', join(directory, 'asked')] });
    expect(asked.stdout.trim()).toBe('1');
  });

  it('is a process for each where each has a cache of its own', async () => {
    const engine = await engineOn('docker', '');
    const cacheTo = [{ type: 'registry', ref: 'acme/cache' }];
    expect(engine.describe(jobs())).toHaveLength(1);
    expect(engine.describe(jobs({ cacheTo }))).toHaveLength(2);
  });
});

describe('a build whose driver pushes by digest', () => {
  const target = createMemoryStore('localhost:5000/acme/greeter');
  const pushing = (digest: string) => `printf '{"containerimage.digest":"%s"}' "${digest}" >"$dest"`;

  it('gives what the repository has under that digest', async () => {
    const image = await sampleImage(target, { platform: ARM64 });
    const root = await sampleIndex(target, [image, await sampleAttestation(target, image)]);
    const engine = await engineOn('remote', pushing(root.digest));
    const content = await build(engine, job({ push: true }), scopeOf({ target }));
    expect(content.manifest).toEqual(image.manifest);
    expect(content.attestations).toHaveLength(1);
    expect(content.store).toBe<ImageStore>(target);
  });

  it.each([
    ['the repository does not have it', `sha256:${'a'.repeat(64)}`, 'BUILD_FAILED'],
    ['there is no digest', 'sha256:../../etc', 'DIGEST_INVALID'],
  ])('fails where %s', async (_title, digest, code) => {
    const engine = await engineOn('remote', pushing(digest));
    await expect(build(engine, job({ push: true }), scopeOf({ target }))).rejects.toMatchObject({ code });
  });
});

describe('a build that fails', () => {
  it('hides secrets in progress and error', async () => {
    const script =
      'echo "#5 [1/1] RUN x" >&2; echo "#5 0.1 is s3cret" >&2; echo "ERROR: with s3cret" >&2; exit 1';
    const engine = await engineOn('docker', script, ['s3cret']);
    const error: unknown = await build(engine, job(), scopeOf()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'BUILD_FAILED',
      message: 'Building linux/arm64 of greeter: with ***',
    });
    expect(lines).toEqual(['[1/1] RUN x', '[1/1] is ***']);
    expect(String((error as Error).cause)).not.toContain('s3cret');
  });

  it('hides what signs a URL', async () => {
    const engine = await engineOn(
      'docker',
      'echo "ERROR: GET https://s3.example/x?sig=s1gned: 403" >&2; exit 1',
    );
    await expect(build(engine, job(), scopeOf())).rejects.toThrow('GET https://s3.example/x?…');
  });

  it('is cancelled by its signal', async () => {
    const controller = new AbortController();
    const engine = await engineOn('docker', 'echo "#5 [1/1] RUN x" >&2; exec sleep 60');
    const progress = () => controller.abort();
    const building = build(engine, job(), scopeOf({ signal: controller.signal, progress }));
    await expect(building).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('missing', () => {
  it('asks the machine once, also when builds follow', async () => {
    await prepareLayout();
    const engine = await engineOn('docker', 'cp -r "$here/prepared" "$dest"');
    const { signal } = scopeOf();
    const plan = samplePlan({ platforms: [ARM64] });
    expect(await Promise.all([engine.missing(plan, signal), engine.missing(plan, signal)])).toEqual([[], []]);
    await build(engine, job(), scopeOf());
    const asked = await run({ command: 'sort', args: [join(directory, 'asked')] });
    expect(asked.stdout).toBe('buildx build\nbuildx inspect\ninfo --format\n');
  });

  it.each([
    ['that runs something', 'FROM a\nRUN x\n', 'Dockerfile:2 runs something on linux/amd64'],
    ['that can not be read', 'FROM\n', 'Builder b does not list linux/amd64'],
    ['that is not there', undefined, 'Builder b does not list linux/amd64'],
  ])('goes by the Dockerfile %s', async (_title, text, message) => {
    const engine = await engineOn('docker', '');
    const dockerfile = join(directory, 'Dockerfile');
    if (text !== undefined) await writeFile(dockerfile, text);
    const plan = samplePlan({
      workspaceRoot: directory,
      dockerfile,
      platforms: [parsePlatform('linux/amd64')],
    });
    expect(await engine.missing(plan, scopeOf().signal)).toEqual([
      expect.objectContaining({ severity: 'warning', message: expect.stringContaining(message) as string }),
    ]);
  });

  it('asks again after it was cancelled', async () => {
    const engine = await engineOn('docker', '');
    const plan = samplePlan({ platforms: [ARM64] });
    await expect(engine.missing(plan, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await engine.missing(plan, scopeOf().signal)).toEqual([]);
  });
});

describe('describe', () => {
  it('shows the command of a builder of which it asks nothing', async () => {
    const engine = await engineOn('remote', '');
    const shown = engine.describe([job({ push: true })]);
    expect(shown).toEqual([expect.stringMatching(/^docker buildx build /) as string]);
    expect(shown[0]).toContain("--output 'type=oci,tar=false,dest=<layout>'");
    await expect(readFile(join(directory, 'asked'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('shows no secret', async () => {
    const engine = await engineOn('docker', '');
    const buildContexts = { lib: 'https://x.test/lib.tar.gz?sig=hunter2' };
    const [shown] = engine.describe([job({ buildArgs: { NPM_TOKEN: 'hunter2', A: '1' }, buildContexts })]);
    expect(shown).toContain("--build-arg 'NPM_TOKEN=***' --build-arg A=1");
    expect(shown).not.toContain('hunter2');
  });
});
