import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { combineIndex, type Descriptor } from '../model/index.js';
import {
  sampleAttestation,
  sampleImage,
  sampleIndex,
  writeSampleBlob,
  type SampleImage,
} from '../testing/index.js';
import { blobsOf, readImageTree } from './image-tree.js';
import { readLayoutRoots } from './layout-index.js';
import { replaceLayoutRoot } from './layout-replace.js';
import { createLayoutStore } from './layout.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nxdm-layout-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('replaceLayoutRoot', () => {
  it('leaves exactly one root, under its tag, and only the blobs that it is made of', async () => {
    const [former, latter] = [await twoPlatforms('former'), await twoPlatforms('latter')];
    await replaceLayoutRoot(folder, former, '1.0');
    const formerBlobs = await readdir(blobs());
    // Only the latter's own blobs may be new: the former's went when it was replaced.
    expect(formerBlobs).toHaveLength(9);
    const again = await twoPlatforms('latter');
    expect(again).toEqual(latter);
    await replaceLayoutRoot(folder, latter, '2.0');
    const { mediaType, digest, size } = latter;
    expect(await readLayoutRoots(folder)).toEqual([
      { mediaType, digest, size, annotations: { 'org.opencontainers.image.ref.name': '2.0' } },
    ]);
    expect((await readdir(blobs())).sort()).toEqual(await namesOf(latter));
    expect((await readdir(folder)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('takes no annotation of the root along, such as the time of buildx', async () => {
    const { manifest } = await image('one');
    await replaceLayoutRoot(
      folder,
      { ...manifest, annotations: { 'org.opencontainers.image.created': 'now' } },
      '1.0',
    );
    expect(await readFile(path.join(folder, 'index.json'), 'utf8')).not.toContain('created');
  });

  it('removes what a killed run left', async () => {
    const { manifest } = await image('one');
    await writeFile(path.join(blobs(), '.abc.0.part'), 'half');
    await replaceLayoutRoot(folder, manifest, '1.0');
    expect((await readdir(blobs())).sort()).toEqual(await namesOf(manifest));
  });

  it('changes nothing while a blob of the new image is missing', async () => {
    const former = await image('former');
    await replaceLayoutRoot(folder, former.manifest, '1.0');
    const latter = await image('latter');
    await rm(path.join(blobs(), latter.layers[0]!.digest.slice(7)));
    await expect(replaceLayoutRoot(folder, latter.manifest, '2.0')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await writeFile(path.join(blobs(), latter.layers[0]!.digest.slice(7)), 'cut');
    await expect(replaceLayoutRoot(folder, latter.manifest, '2.0')).rejects.toMatchObject({
      code: 'CONTENT_MISMATCH',
    });
    expect((await createLayoutStore(folder).resolve('1.0'))?.digest).toBe(former.manifest.digest);
    await readWhole(former.manifest);
  });

  it('needs no foreign layer to be there', async () => {
    const store = createLayoutStore(folder);
    const { config, layers } = await image('one');
    const foreign = {
      ...layers[0]!,
      digest: `sha256:${'f'.repeat(64)}`,
      urls: ['https://example.com/layer'],
    };
    const json = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config,
      layers: [foreign],
    };
    const manifest = await writeSampleBlob(store, JSON.stringify(json), json.mediaType);
    await replaceLayoutRoot(folder, manifest, '1.0');
    expect(await readdir(blobs())).toHaveLength(2);
  });

  it('refuses a folder of somebody else, and touches nothing', async () => {
    const { manifest } = await image('one');
    const other = path.join(folder, 'blobs');
    await expect(replaceLayoutRoot(other, manifest, '1.0')).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    expect(await readdir(other)).toEqual(['sha256']);
  });

  it('shows a complete image to whoever reads meanwhile', async () => {
    const names = ['red', 'green', 'blue'];
    await replaceLayoutRoot(folder, (await image('first')).manifest, 'latest');
    let isDone = false;
    const reader = async (): Promise<number> => {
      let rounds = 0;
      for (; !isDone || rounds === 0; rounds++) {
        const root = await createLayoutStore(folder).resolve('latest');
        // A former image may go while it is read; one that is still named is whole.
        const failure: unknown = await readWhole(root!).catch((error: unknown) => error);
        const isCurrent = (await createLayoutStore(folder).resolve('latest'))?.digest === root!.digest;
        if (isCurrent) expect(failure).toBeUndefined();
      }
      return rounds;
    };
    const writer = async (): Promise<void> => {
      for (let round = 0; round < 15; round++)
        await replaceLayoutRoot(folder, (await image(names[round % 3]!)).manifest, 'latest');
      isDone = true;
    };
    const [rounds] = await Promise.all([reader(), writer()]);
    expect(rounds).toBeGreaterThan(1);
  });
});

function blobs(): string {
  return path.join(folder, 'blobs/sha256');
}

async function image(file: string, platform = 'linux/amd64'): Promise<SampleImage> {
  return sampleImage(createLayoutStore(folder), { platform, layers: [{ file }] });
}

/** Two manifests, two configs, one shared layer, an attestation of three parts, and the index. */
async function twoPlatforms(file: string): Promise<Descriptor> {
  const store = createLayoutStore(folder);
  const [amd64, arm64] = [await image(file), await image(file, 'linux/arm64')];
  const children = [amd64.manifest, arm64.manifest, await sampleAttestation(store, amd64)];
  await sampleIndex(store, children);
  return combineIndex(children).descriptor;
}

async function namesOf(root: Descriptor): Promise<string[]> {
  const documents = await readImageTree(createLayoutStore(folder), root);
  const all = [...documents.map(({ encoded }) => encoded.descriptor), ...documents.flatMap(blobsOf)];
  return [...new Set(all.map(({ digest }) => digest.slice(7)))].sort();
}

async function readWhole(root: Descriptor): Promise<void> {
  const store = createLayoutStore(folder);
  for (const blob of (await readImageTree(store, root)).flatMap(blobsOf))
    for await (const piece of store.readBlob(blob)) expect(piece.length).toBeGreaterThan(0);
}
