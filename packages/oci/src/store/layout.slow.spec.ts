import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestOf, type Descriptor, type Digest } from '../model/index.js';
import { describeStoreContract, piecesOf, readAll, sampleImage, sampleIndex } from '../testing/index.js';
import { checkLayoutTarget, readLayoutRoots, REF_NAME } from './layout-index.js';
import { createLayoutStore } from './layout.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nxdm-layout-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describeStoreContract('layout', async () => ({ store: createLayoutStore(path.join(folder, 'image')) }));

describe('a layout that is written', () => {
  it('is a layout by the specification, without a time in it, the same whenever it is made', async () => {
    const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
    for (const directory of [one, two]) {
      const store = createLayoutStore(directory);
      await sampleIndex(store, [await sampleImage(store, { platform: 'linux/amd64' })], '1.0');
    }
    const index = await readFile(path.join(one, 'index.json'), 'utf8');
    expect(JSON.parse(await readFile(path.join(one, 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
    expect(JSON.parse(index)).toMatchObject({
      schemaVersion: 2,
      manifests: [{ annotations: { 'org.opencontainers.image.ref.name': '1.0' } }],
    });
    expect(await readFile(path.join(two, 'index.json'), 'utf8')).toBe(index);
    expect((await readdir(one)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('holds blobs that all may read, and nothing else beside them', async () => {
    const { blob, write } = blobOf('content');
    await write();
    const file = path.join(folder, 'blobs/sha256', blob.digest.slice(7));
    expect((await stat(file)).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
  });

  it('leaves no file where a write fails', async () => {
    const { blob, write } = blobOf('content', 'damaged');
    await expect(write()).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
    expect(await readdir(path.join(folder, 'blobs/sha256'))).toEqual([]);
    await expect(createLayoutStore(folder).hasBlob(blob.digest)).resolves.toBe(false);
  });

  it('passes over what a killed run left', async () => {
    const { blob, write } = blobOf('content');
    await mkdir(path.join(folder, 'blobs/sha256'), { recursive: true });
    await writeFile(path.join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    await writeFile(path.join(folder, 'blobs/sha256', `.${blob.digest.slice(7)}.0.part`), 'cont');
    await expect(write()).resolves.toMatchObject({ outcome: 'sent' });
    expect((await readAll(createLayoutStore(folder).readBlob(blob))).toString()).toBe('content');
  });

  it('puts a blob right that was cut off on the disc', async () => {
    const { blob, write } = blobOf('content');
    await write();
    await writeFile(path.join(folder, 'blobs/sha256', blob.digest.slice(7)), 'cont');
    await expect(write()).resolves.toMatchObject({ outcome: 'sent' });
    expect((await readAll(createLayoutStore(folder).readBlob(blob))).toString()).toBe('content');
  });

  it('keeps both tags that two writes set at once', async () => {
    const store = createLayoutStore(folder);
    const [one, two] = await Promise.all(
      ['one', 'two'].map((file) => sampleImage(store, { platform: 'linux/amd64', layers: [{ file }] })),
    );
    await Promise.all([sampleIndex(store, [one!], 'one'), sampleIndex(store, [two!], 'two')]);
    const names = (await readLayoutRoots(folder)).map((root) => Object.values(root.annotations ?? {}));
    expect(names.flat().sort()).toEqual(['one', 'two']);
  });

  it('says LAYOUT_FAILED where the disc refuses', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const { blob } = blobOf('content');
    const writing = createLayoutStore(path.join(folder, 'file/below')).writeBlob(blob, () =>
      piecesOf(Buffer.from('content')),
    );
    await expect(writing).rejects.toMatchObject({ code: 'LAYOUT_FAILED' });
  });
});

describe('a layout that is read', () => {
  it('creates nothing, and is empty where there is none', async () => {
    const directory = path.join(folder, 'absent');
    const store = createLayoutStore(directory);
    await expect(store.resolve('1.0')).resolves.toBeUndefined();
    await expect(store.hasBlob(digestOf(''))).resolves.toBe(false);
    await expect(readLayoutRoots(directory)).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    await checkLayoutTarget(directory);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['as the specification has it', { mediaType: 'application/vnd.oci.image.index.v1+json' }],
    ['without media type', {}],
    ['with the empty list of umoci', { manifests: null }],
    [
      'with the times of buildx',
      { manifests: [{ ...root(), annotations: { 'org.opencontainers.image.created': '2026-01-01' } }] },
    ],
  ])('gives the roots of an index.json %s', async (_how, members) => {
    const index = { schemaVersion: 2, manifests: [root()], ...(members as object) };
    await writeLayout(index);
    const roots = (await readLayoutRoots(folder)).map(({ digest }) => digest);
    expect(roots).toEqual((index.manifests ?? []).map(({ digest }) => digest));
  });

  it('finds the media type of a manifest that does not say it, and none of other JSON', async () => {
    const store = createLayoutStore(folder);
    const documents = [
      '{"schemaVersion":2,"manifests":[]}',
      '{"schemaVersion":2,"layers":[]}',
      '{}',
      'null',
      'no json',
    ];
    const found = [];
    for (const text of documents) {
      const { blob, write } = blobOf(text);
      await write();
      found.push((await store.resolve(blob.digest))?.mediaType);
    }
    const oci = 'application/vnd.oci.image';
    expect(found).toEqual([
      `${oci}.index.v1+json`,
      `${oci}.manifest.v1+json`,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('finds nothing by a tag whose manifest is lost', async () => {
    await writeLayout({ schemaVersion: 2, manifests: [{ ...root(), annotations: { [REF_NAME]: '1.0' } }] });
    const store = createLayoutStore(folder);
    await expect(store.resolve('1.0')).resolves.toMatchObject({ digest: root().digest });
    await expect(store.findManifest('1.0')).resolves.toBeUndefined();
  });

  it('never gives out bytes that were changed on the disc', async () => {
    const store = createLayoutStore(folder);
    const { manifest, config } = await sampleImage(store, { platform: 'linux/amd64' });
    await store.writeManifest(await store.readManifest(manifest.digest), '1.0');
    for (const { digest, size } of [manifest, config])
      await writeFile(path.join(folder, 'blobs/sha256', digest.slice(7)), Buffer.alloc(size, '{'));
    const mismatch = { code: 'CONTENT_MISMATCH' };
    await expect(store.readManifest(manifest.digest)).rejects.toMatchObject(mismatch);
    await expect(store.findManifest('1.0')).rejects.toMatchObject(mismatch);
    await expect(readAll(store.readBlob(config))).rejects.toMatchObject(mismatch);
  });

  it.each(['sha256:../../../etc/passwd', `sha256:${'A'.repeat(64)}`, '../index.json', ''])(
    'refuses %j as a digest before it becomes a path (CVE-2024-3727)',
    async (text) => {
      const blob = { mediaType: 'x', digest: text as Digest, size: 1 };
      const store = createLayoutStore(folder);
      const invalid = { code: 'DIGEST_INVALID' };
      await expect(store.hasBlob(blob.digest)).rejects.toMatchObject(invalid);
      await expect(store.readManifest(blob.digest)).rejects.toMatchObject(invalid);
      await expect(readAll(store.readBlob(blob))).rejects.toMatchObject(invalid);
      await expect(store.writeBlob(blob, () => piecesOf(Buffer.from('x')))).rejects.toMatchObject(invalid);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('lets go of a file that is not read to its end', async () => {
    const bytes = Buffer.alloc(2_000_000, 'x');
    const { blob, write } = blobOf(bytes);
    await write();
    const reading = createLayoutStore(folder).readBlob(blob)[Symbol.asyncIterator]();
    await reading.next();
    expect(await openFiles()).toContain(blob.digest.slice(7));
    await reading.return?.();
    expect(await openFiles()).not.toContain(blob.digest.slice(7));
  });
});

describe('a folder that is to become a layout', () => {
  it('may be a layout, or empty, or absent, or a link to one of these', async () => {
    await checkLayoutTarget(folder);
    await checkLayoutTarget(path.join(folder, 'absent'));
    await mkdir(path.join(folder, 'real'));
    await symlink('real', path.join(folder, 'link'));
    await checkLayoutTarget(path.join(folder, 'link'));
    await sampleImage(createLayoutStore(path.join(folder, 'link')), { platform: 'linux/amd64' });
    await checkLayoutTarget(path.join(folder, 'real'));
  });

  it.each<[string, string, string]>([
    ['files of somebody else', 'notes.txt', 'mine'],
    ['a marker that is no JSON', 'oci-layout', 'mine'],
    ['a marker that is null', 'oci-layout', 'null'],
    ['a layout of another version', 'oci-layout', '{"imageLayoutVersion":"2.0.0"}'],
  ])('is refused, and nothing touched, if it holds %s', async (_what, name, content) => {
    await writeFile(path.join(folder, name), content);
    await expect(checkLayoutTarget(folder)).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    await expect(blobOf('content').write()).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    expect(await readdir(folder)).toEqual([name]);
    expect(await readFile(path.join(folder, name), 'utf8')).toBe(content);
  });

  it('is refused if it is a file', async () => {
    await writeFile(path.join(folder, 'file'), 'mine');
    await expect(checkLayoutTarget(path.join(folder, 'file'))).rejects.toMatchObject({
      code: 'LAYOUT_INVALID',
    });
  });
});

function blobOf(content: string | Buffer, written: string | Buffer = content) {
  const bytes = Buffer.from(content);
  const blob: Descriptor = { mediaType: 'x', digest: digestOf(bytes), size: bytes.length };
  const write = async () => createLayoutStore(folder).writeBlob(blob, () => piecesOf(Buffer.from(written)));
  return { blob, write };
}

function root(): Descriptor {
  return { mediaType: 'application/vnd.oci.image.index.v1+json', digest: digestOf('root'), size: 4 };
}

async function writeLayout(index: unknown): Promise<void> {
  await writeFile(path.join(folder, 'oci-layout'), '{"imageLayoutVersion": "1.0.0"}\n');
  await writeFile(path.join(folder, 'index.json'), JSON.stringify(index));
}

async function openFiles(): Promise<string> {
  const numbers = await readdir('/proc/self/fd');
  const files = await Promise.all(
    numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')),
  );
  return files.join('\n');
}
