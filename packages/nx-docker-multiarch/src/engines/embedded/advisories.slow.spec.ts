import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateLayer, readTarFiles } from '@nx-docker-multiarch/oci/layer';
import {
  canonicalJson,
  describeDocument,
  OCI_MANIFEST,
  parseManifest,
  parsePlatform,
  type Digest,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore } from '@nx-docker-multiarch/oci/store';
import {
  openServed,
  readAll,
  sampleImage,
  writeSampleBlob,
  type OpenServed,
} from '@nx-docker-multiarch/oci/testing';
import { samplePlan } from '../../plan/sample-plan.js';
import type { PlatformContent } from '../engine.js';
import { createContextFolders } from './context-folders.js';
import { createEmbeddedEngine } from './embedded.js';

/** Published mistakes of other builders, each as a whole build would make it. */

const ARM = parsePlatform('linux/arm64');
const { signal } = new AbortController();

let folder: string;
let openRepository: () => ImageStore;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'advisories-')));
  openRepository = () => createMemoryStore();
  await mkdir(at('dir'), { recursive: true });
  await mkdir(join(folder, 'outside'));
  await writeFile(join(folder, 'outside/key'), 'secret');
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(folder, { recursive: true });
});

const at = (path: string) => join(folder, 'context', path);
const planOf = () =>
  samplePlan({ workspaceRoot: folder, context: at(''), dockerfile: at('Dockerfile'), platforms: [ARM] });

const toolsOf = () => ({
  buildPlatform: ARM,
  createdAt: 0,
  cacheDirectory: join(folder, 'cache'),
  compressor: 'zlib',
  now: () => new Date(0),
  signal,
});

async function build(dockerfile: string): Promise<PlatformContent> {
  await writeFile(at('Dockerfile'), dockerfile);
  const engine = createEmbeddedEngine(toolsOf());
  const quiet = { progress: () => {}, warn: () => {} };
  const scope = { ...quiet, directory: folder, target: undefined, openRepository, signal };
  const [content] = await engine.build([{ plan: planOf(), platform: ARM, annotations: {} }], scope);
  if (content === undefined) throw new Error('nothing was built');
  return content;
}

/** `path: text`, `path/` or `path -> target` of each layer's files. */
async function filesOf({ manifest, store }: PlatformContent): Promise<readonly string[]> {
  const found: string[] = [];
  for (const layer of parseManifest(await store.readManifest(manifest.digest)).layers) {
    const limits = { maxEntries: 100, maxBytes: 1_000_000 };
    for await (const { path, type, linkTarget, read } of readTarFiles(
      inflateLayer(store.readBlob(layer)),
      limits,
    )) {
      if (type === 'symlink') found.push(`${path} -> ${linkTarget}`);
      else found.push(type === 'file' ? `${path}: ${String(await readAll(read()))}` : `${path}/`);
    }
  }
  return found;
}

describe('CVE-2026-44517: what COPY reads is in the build context', () => {
  it.each([
    ['a link that is named', 'link', '../outside/key', 'COPY link /'],
    ['a link from the root of the disc', 'link', 'OUTSIDE/key', 'COPY link /'],
    ['a folder behind a link', 'link', '../outside', 'COPY link/key /'],
    ['a folder behind a link, by a wildcard', 'link', '../outside', 'COPY link/k[e]y /'],
    ['a link that a wildcard matches', 'dir/link', '../../outside/key', 'COPY dir/l* /'],
    ['dots', 'dir/link', 'x', 'COPY dir/../../outside/key /'],
    ['an archive behind a link', 'link', '../outside/key', 'ADD link /'],
  ])('%s', async (_how, link, target, line) => {
    await symlink(target.replace('OUTSIDE', join(folder, 'outside')), at(link));
    const built = build(`FROM scratch\n${line}\n`).then(filesOf, (error: { code?: unknown }) => error.code);
    expect(await built).toEqual(line.includes('[') ? [] : 'CONTEXT_INVALID');
  });

  it('copies a link within a folder as the link that it is', async () => {
    await symlink('../../outside', at('dir/link'));
    expect(await filesOf(await build('FROM scratch\nCOPY dir /d\n'))).toEqual([
      'd/',
      'd/link -> ../../outside',
    ]);
  });

  it.each([
    ['the file', 'dir/file', '../../outside/key'],
    ['the folder of the file', 'dir', '../outside'],
  ])('even if %s is replaced by a link once it has been looked at', async (_what, replaced, target) => {
    await writeFile(at('dir/file'), 'public');
    await writeFile(join(folder, 'outside/file'), 'secret');
    const node = (await createContextFolders(planOf(), toolsOf()).open(undefined, ['dir'])).find(
      'dir/file',
    )?.node;
    if (node?.type !== 'file') throw new Error('no file');
    await rename(at(replaced), join(folder, 'moved'));
    await symlink(target, at(replaced));
    await expect(readAll(node.content.read(signal))).rejects.toMatchObject({ code: 'CONTEXT_INVALID' });
  });

  it.each(['COPY dir /', 'COPY dir/socket /', 'ADD dir /'])('and no special file: %s', async (line) => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(at('dir/socket'), listening));
    closing.push(() => new Promise((closed) => server.close(closed)));
    await expect(build(`FROM scratch\n${line}\n`)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining("devices, pipes and sockets can't be copied") as string,
    });
  });
});

describe('CVE-2020-15157: a layer’s foreign URLs of a base image', () => {
  const ACCOUNT = { username: 'me', password: 's3cret' };

  async function openBase(): Promise<{ registry: OpenServed; elsewhere: OpenServed; layer: Digest }> {
    const elsewhere = await openServed();
    const registry = await openServed({ auth: { basic: ACCOUNT } }, { kind: 'password', ...ACCOUNT });
    closing.push(elsewhere.close, registry.close);
    openRepository = () => registry.store;
    const image = await sampleImage(elsewhere.memory(), {
      platform: 'linux/arm64',
      layers: [{ 'bin/': '' }],
    });
    const [layer] = image.layers;
    if (layer === undefined) throw new Error('no layer');
    const config = String(await readAll(elsewhere.memory().readBlob(image.config)));
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: await writeSampleBlob(registry.memory(), config, image.config.mediaType),
      layers: [{ ...layer, urls: [`${elsewhere.served.url}/v2/acme/api/blobs/${layer.digest}`] }],
    };
    const document = describeDocument(Buffer.from(canonicalJson(manifest)), OCI_MANIFEST);
    await registry.memory().writeManifest(document, '1');
    return { registry, elsewhere, layer: layer.digest };
  }

  it('are not gone to where the base has to be looked into', async () => {
    const { elsewhere } = await openBase();
    await writeFile(at('f'), 'f');
    await expect(build('FROM acme/base:1\nCOPY f /bin/\n')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(elsewhere.served.requests).toEqual([]);
  });

  it('are not gone to where the layer is passed on', async () => {
    const { elsewhere, layer } = await openBase();
    await writeFile(at('f'), 'f');
    const { manifest, store } = await build('FROM acme/base:1\nCOPY --link f /bin/\n');
    const { layers } = parseManifest(await store.readManifest(manifest.digest));
    const [passed] = layers;
    expect(passed?.digest).toBe(layer);
    if (passed === undefined) throw new Error('no layer');
    await expect(readAll(store.readBlob(passed))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(elsewhere.served.requests).toEqual([]);
  });
});
