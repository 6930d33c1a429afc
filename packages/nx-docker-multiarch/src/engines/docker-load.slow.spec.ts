import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { combineIndex, digestHex, parsePlatform, type Descriptor } from '@nx-docker-multiarch/oci/model';
import {
  createLayoutStore,
  createMemoryStore,
  verifyImage,
  type ImageStore,
} from '@nx-docker-multiarch/oci/store';
import { sampleAttestation, sampleImage } from '@nx-docker-multiarch/oci/testing';
import { PluginError } from '../errors/index.js';
import { ProcessError, run, type Run } from '../process/index.js';
import { createDockerLoader, type LoadRequest } from './docker-load.js';

const { signal } = new AbortController();
const NAMES = ['one.example/acme/api:1', 'localhost:5000/api:latest'];
const PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);
const IMAGE_STORE = [['driver-type', 'io.containerd.snapshotter.v1']];
const FILES = [['Backing Filesystem', 'extfs']];

interface Docker {
  readonly status?: unknown;
  readonly machine?: string;
  /** What `docker info` fails with. */
  readonly absent?: Error;
}

let folder: string;
let store: ImageStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-load-'));
  store = createMemoryStore('engine');
});
afterEach(() => rm(folder, { recursive: true }));

/** A loader whose docker answers as told, and unpacks what it is fed into `folder`. */
function loaderFor({ status = IMAGE_STORE, machine = 'x86_64', absent }: Docker = {}) {
  const docker: Run = async ({ args, input, ...request }) => {
    if (args.join(' ') === 'load --quiet')
      return run({ ...request, command: 'tar', args: ['-xf', '-', '-C', folder], ...(input && { input }) });
    if (absent) throw absent;
    return { stdout: JSON.stringify({ version: '28.5.2', os: 'linux', machine, status }), stderr: '' };
  };
  return createDockerLoader(docker);
}

/** An index of two platforms, the first with an attestation. */
async function twoPlatforms() {
  const shared = { shared: 'the same layer in both' };
  const [amd64, arm64] = [
    await sampleImage(store, { platform: 'linux/amd64', layers: [shared, { own: 'amd64' }] }),
    await sampleImage(store, { platform: 'linux/arm64', layers: [shared, { own: 'arm64' }] }),
  ];
  const attestation = await sampleAttestation(store, amd64);
  const children = [amd64.manifest, arm64.manifest, attestation];
  const request: LoadRequest = {
    root: combineIndex(children),
    contents: children.map((descriptor) => ({ descriptor, store })),
    names: NAMES,
  };
  return { request, amd64, arm64, attestation };
}

async function onePlatform() {
  const image = await sampleImage(store, { platform: 'linux/amd64' });
  const root = await store.readManifest(image.manifest.digest);
  const request: LoadRequest = { root, contents: [{ descriptor: image.manifest, store }], names: NAMES };
  return { request, image };
}

const pathOf = ({ digest }: Pick<Descriptor, 'digest'>) => `blobs/sha256/${digestHex(digest)}`;
const readJson = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, name), 'utf8'));
const unpacked = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describe('load', () => {
  it('gives a Docker with the image store the whole index, under every name', async () => {
    const { request, attestation } = await twoPlatforms();
    const { mediaType, digest, size } = request.root.descriptor;
    expect(await loaderFor().load(request, signal)).toEqual({ names: NAMES, digest, platforms: PLATFORMS });
    expect(await readJson('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(await readJson('index.json')).toEqual({
      schemaVersion: 2,
      manifests: [
        [NAMES[0], '1'],
        [NAMES[1], 'latest'],
      ].map(([name, tag]) => ({
        mediaType,
        digest,
        size,
        annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tag },
      })),
    });
    const layout = createLayoutStore(folder);
    await verifyImage(layout, digest, { digest, platforms: PLATFORMS });
    expect((await layout.readManifest(attestation.digest)).descriptor.size).toBe(attestation.size);
  });

  it('sends a blob that two platforms share once, and no manifest.json for two', async () => {
    const { request } = await twoPlatforms();
    await loaderFor().load(request, signal);
    // The index, three manifests and their configs, three layers of images and one of the attestation.
    expect(await readdir(join(folder, 'blobs/sha256'))).toHaveLength(1 + 3 + 3 + 3 + 1);
    expect(await unpacked()).toHaveLength(11 + 2);
  });

  it.each([
    ['aarch64', 'arm64'],
    ['x86_64', 'amd64'],
  ] as const)(
    'gives a Docker without the image store on %s its own platform alone',
    async (machine, architecture) => {
      const { request, ...images } = await twoPlatforms();
      const { manifest, config, layers } = images[architecture];
      const loaded = await loaderFor({ status: FILES, machine }).load(request, signal);
      expect(loaded).toEqual({
        names: NAMES,
        digest: manifest.digest,
        platforms: [parsePlatform(`linux/${architecture}`)],
      });
      expect(await readJson('manifest.json')).toEqual([
        { Config: pathOf(config), RepoTags: NAMES, Layers: layers.map(pathOf) },
      ]);
      expect((await readdir(join(folder, 'blobs/sha256'))).sort()).toEqual(
        [manifest, config, ...layers].map(({ digest }) => digestHex(digest)).sort(),
      );
      await verifyImage(createLayoutStore(folder), manifest.digest, loaded);
    },
  );

  it.each([
    ['with', IMAGE_STORE],
    ['without', FILES],
  ])('gives a Docker %s the image store an image that is one manifest', async (_title, status) => {
    const { request, image } = await onePlatform();
    const { digest } = image.manifest;
    const loaded = await loaderFor({ status }).load(request, signal);
    expect(loaded).toEqual({ names: NAMES, digest, platforms: [parsePlatform('linux/amd64')] });
    expect(await readJson('index.json')).toMatchObject({ manifests: [{ digest }, { digest }] });
    expect(await readJson('manifest.json')).toMatchObject([{ Config: pathOf(image.config) }]);
  });

  it('fails with the error of the store that it reads from', async () => {
    const denied = new PluginError('BUILD_FAILED', 'Reading the layer: denied');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x');
      throw denied;
    }
    store = { ...store, readBlob: broken };
    const { request } = await twoPlatforms();
    await expect(loaderFor().load(request, signal)).rejects.toBe(denied);
  });

  it('passes on why docker refuses the image', async () => {
    const { request } = await twoPlatforms();
    const reason = 'exit status 1';
    const refusal = new ProcessError({ ...SAID, args: ['load'], reason });
    const loader = createDockerLoader(async ({ args }) => {
      if (args[0] === 'load') throw refusal;
      return { stdout: JSON.stringify({ version: '28', os: 'linux', status: IMAGE_STORE }), stderr: '' };
    });
    await expect(loader.load(request, signal)).rejects.toBe(refusal);
  });
});

const SAID = { command: 'docker', exitCode: 1, signal: undefined, stderr: ['Cannot connect to it'] };

const LACKS: [string, Docker, string, string][] = [
  [
    'its own platform, without the image store',
    { status: FILES, machine: 's390x' },
    'it keeps one platform only, its own linux/s390x, and the image has none for that',
    'Add linux/s390x to platforms',
  ],
  [
    'a daemon',
    { absent: new ProcessError({ ...SAID, args: ['info'], reason: 'exit status 1' }) },
    'its daemon does not answer (Cannot connect to it)',
    'systemctl start docker',
  ],
  ['docker', { absent: new PluginError('TOOL_MISSING', 'none') }, 'there is no docker program', 'Install'],
];

describe.each(LACKS)('without %s', (_title, docker, message, hint) => {
  it('is missing something', async () => {
    const findings = await loaderFor(docker).missing({ platforms: PLATFORMS }, signal);
    expect(findings).toEqual([{ severity: 'error', message, hint: expect.stringContaining(hint) as string }]);
  });

  it('loads nothing, and says so', async () => {
    const { request } = await twoPlatforms();
    await expect(loaderFor(docker).load(request, signal)).rejects.toMatchObject({
      code: 'LOAD_FAILED',
      message: `Loading the image into Docker: ${message}`,
      hint: expect.stringContaining(hint) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('missing', () => {
  it.each<[string, Docker]>([
    ['with the image store, whatever the machine', { machine: 's390x' }],
    ['without it, of a platform of the image', { status: FILES, machine: 'aarch64' }],
  ])('finds nothing in a Docker %s', async (_title, docker) => {
    expect(await loaderFor(docker).missing({ platforms: PLATFORMS }, signal)).toEqual([]);
  });

  it('passes on a cancellation', async () => {
    const absent = new PluginError('CANCELLED', 'Running docker info: cancelled');
    await expect(loaderFor({ absent }).missing({ platforms: PLATFORMS }, signal)).rejects.toBe(absent);
  });
});
