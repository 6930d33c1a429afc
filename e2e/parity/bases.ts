import { gzipSync } from 'node:zlib';
import { writeTar, type TarInput } from '@nx-docker-multiarch/oci/layer';
import {
  canonicalJson,
  combineIndex,
  describeDocument,
  digestOf,
  OCI_CONFIG,
  OCI_LAYER_GZIP,
  OCI_MANIFEST,
  parseReference,
  type Descriptor,
} from '@nx-docker-multiarch/oci/model';
import { createRegistries, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { REGISTRY } from '../support/engines.js';

const PLATFORMS = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];

const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\napp:x:1500:1600:App:/home/app:/bin/sh\nmail:x:8:8::/:/bin/sh\n';
const GROUP = 'root:x:0:\nstaff:x:50:\nmail:x:8:\n';

/** A base whose layers hold what makes a copy hard: links to folders, owners, hard links, and whiteouts. */
const LAYERS: readonly (readonly TarInput[])[] = [
  [
    { path: 'usr', type: 'directory', mode: 0o755 },
    { path: 'usr/bin', type: 'directory', mode: 0o755 },
    { path: 'usr/bin/tool', type: 'file', mode: 0o755, content: Buffer.from('tool') },
    { path: 'usr/bin/same', type: 'hardlink', linkTarget: 'usr/bin/tool' },
    { path: 'bin', type: 'symlink', linkTarget: 'usr/bin' },
    { path: 'abs', type: 'symlink', linkTarget: '/usr/bin' },
    { path: 'up', type: 'symlink', linkTarget: '../../../usr' },
    { path: 'lost', type: 'symlink', linkTarget: 'not/there' },
    { path: 'etc', type: 'directory', mode: 0o755 },
    { path: 'etc/passwd', type: 'file', content: Buffer.from(PASSWD) },
    { path: 'etc/group', type: 'file', content: Buffer.from(GROUP) },
    { path: 'etc/link', type: 'symlink', linkTarget: 'passwd' },
    { path: 'tmp', type: 'directory', mode: 0o1777 },
    { path: 'srv', type: 'directory', mode: 0o750, uid: 1500, gid: 1600 },
    { path: 'srv/app', type: 'directory', mode: 0o2770, uid: 1500, gid: 1600 },
    { path: 'srv/app/old.txt', type: 'file', mode: 0o640, uid: 1500, gid: 1600, content: Buffer.from('old') },
    { path: 'gone', type: 'directory' },
    { path: 'gone/a', type: 'file', content: Buffer.from('a') },
    { path: 'hidden', type: 'directory' },
    { path: 'hidden/b', type: 'file', content: Buffer.from('b') },
  ],
  [
    { path: '.wh.gone', type: 'file', content: Buffer.from('') },
    { path: 'hidden', type: 'directory', mode: 0o711 },
    { path: 'hidden/.wh..wh..opq', type: 'file', content: Buffer.from('') },
    { path: 'hidden/c', type: 'file', content: Buffer.from('c') },
  ],
];

/** What the bases are called, and what their configs say. */
const CONFIGS: Readonly<Record<string, object>> = {
  plain: { Env: ['PATH=/usr/bin'] },
  'no-path': { Env: ['A=1'] },
  full: {
    Env: ['PATH=/bin', 'HOME=/root', 'GREETING=hello'],
    Entrypoint: ['/bin/tool'],
    Cmd: ['--help'],
    User: 'app',
    WorkingDir: '/srv/app',
    Labels: { base: 'full', kept: 'yes' },
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
    StopSignal: 'SIGINT',
    Shell: ['/bin/sh', '-eu', '-c'],
    Healthcheck: { Test: ['CMD', 'true'], Interval: 1_000_000_000 },
  },
  onbuild: { Env: ['PATH=/bin'], OnBuild: ['COPY a.txt /triggered/', 'ENV TRIGGERED=yes'] },
  'onbuild-run': { Env: ['PATH=/bin'], OnBuild: ['RUN true'] },
};

/** Pushes the bases of the cases to the local registry. What you get are their references by name. */
export async function pushBases(): Promise<Readonly<Record<string, string>>> {
  const registries = createRegistries({
    credentials: async () => undefined,
    insecureRegistries: [],
    now: Date.now,
  } as never);
  try {
    const names = Object.keys(CONFIGS).map((name) => [name, `${REGISTRY}/parity/${name}:1`] as const);
    for (const [name, reference] of names)
      await pushBase(registries.open(parseReference(reference), 'push'), CONFIGS[name] ?? {});
    return Object.fromEntries(names);
  } finally {
    await registries.close();
  }
}

async function pushBase(store: ImageStore, config: object): Promise<void> {
  const children: Descriptor[] = [];
  for (const platform of PLATFORMS) {
    const layers = await Promise.all(LAYERS.map(makeLayer));
    for (const { descriptor, bytes } of layers) await writeBlob(store, descriptor, bytes);
    const document = {
      ...platform,
      config,
      history: layers.map(() => ({ created_by: 'parity' })),
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    };
    const encoded = describeDocument(Buffer.from(canonicalJson(document)), OCI_CONFIG);
    await writeBlob(store, encoded.descriptor, encoded.bytes);
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: encoded.descriptor,
      layers: layers.map(({ descriptor }) => descriptor),
    };
    const written = describeDocument(Buffer.from(canonicalJson(manifest)), OCI_MANIFEST);
    await store.writeManifest(written);
    children.push({ ...written.descriptor, platform });
  }
  await store.writeManifest(combineIndex(children), '1');
}

async function makeLayer(entries: readonly TarInput[]) {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeTar(entries)) pieces.push(piece);
  const tar = Buffer.concat(pieces);
  const bytes = gzipSync(tar);
  const descriptor = { mediaType: OCI_LAYER_GZIP, digest: digestOf(bytes), size: bytes.length };
  return { descriptor, bytes, diffId: digestOf(tar) };
}

async function writeBlob(store: ImageStore, descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
  await store.writeBlob(descriptor, async function* () {
    yield bytes;
  });
}
