import { OciError } from '@nx-docker-multiarch/oci/errors';
import { parseManifest, parsePlatform, type Descriptor, type Digest } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { sampleElf, sampleImage, type SampleImageOptions } from '@nx-docker-multiarch/oci/testing';
import { listLayer } from './layer-listing.js';
import { provePlatform, type Proof } from './prove.js';

const ARM64 = parsePlatform('linux/arm64');
const BINARY = { content: sampleElf('arm64'), mode: 0o755 };
const FOREIGN = { content: sampleElf('amd64'), mode: 0o755 };
const OLD_ARM = { content: sampleElf('arm'), mode: 0o755 };
const script = (line: string) => ({ content: `${line}\necho hi\n`, mode: 0o755 });

async function prove(
  options: Partial<SampleImageOptions>,
  platform = ARM64,
  store: ImageStore = createMemoryStore(),
): Promise<Proof> {
  const { manifest } = await sampleImage(store, { platform: 'linux/arm64', ...options });
  const { signal } = new AbortController();
  return provePlatform(platform, { manifest, attestations: [], store }, new Map(), signal);
}

describe('provePlatform', () => {
  it('names the binaries that are the platform’s', async () => {
    const layers = [{ 'bin/sh': BINARY, run: script('#!/bin/sh') }];
    expect(await prove({ layers, cmd: ['/run'] })).toMatchObject({
      executables: ['/bin/sh'],
      reason: undefined,
      warnings: [],
    });
  });

  it('says why nothing is proved', async () => {
    const layers = [{ 'bin/sh': BINARY }];
    expect(await prove({ layers, cmd: ['tini', '/other'] })).toMatchObject({
      executables: [],
      reason: 'tini is in none of its layers; /other is in none of its layers',
      warnings: [],
    });
  });

  const MISMATCHES: [string, Partial<SampleImageOptions>, RegExp][] = [
    [
      'a foreign binary',
      { layers: [{ app: FOREIGN }], cmd: ['/app'] },
      /linux\/arm64: \/app is a binary for amd64/,
    ],
    [
      'a foreign interpreter',
      { layers: [{ run: script('#!/bin/sh'), 'bin/sh': FOREIGN }], cmd: ['/run'] },
      /\/bin\/sh is a binary for amd64/,
    ],
    [
      'a foreign file behind a shell',
      { layers: [{ 'bin/sh': BINARY, app: FOREIGN }], cmd: ['/bin/sh', '-c', '/app'] },
      /\/app is a binary for amd64/,
    ],
    [
      'a foreign program behind a wrapper',
      { layers: [{ 'sbin/tini': BINARY, app: FOREIGN }], entrypoint: ['tini', '--'], cmd: ['/app'] },
      /\/app is a binary for amd64/,
    ],
    [
      'a foreign program behind a wrapper that is not in the image',
      { layers: [{ app: FOREIGN }], entrypoint: ['/dev/tini', '--'], cmd: ['/app'] },
      /\/app is a binary for amd64/,
    ],
    [
      'a foreign command behind an entrypoint script',
      {
        layers: [{ 'bin/sh': BINARY, 'entry.sh': script('#!/bin/sh'), app: FOREIGN }],
        entrypoint: ['/entry.sh'],
        cmd: ['/app'],
      },
      /\/app is a binary for amd64/,
    ],
    ['32 bit Arm on arm64', { layers: [{ app: OLD_ARM }], cmd: ['/app'] }, /\/app is a binary for arm$/],
    [
      'a config of another platform',
      { platform: 'linux/amd64', layers: [{ app: BINARY }], cmd: ['/app'] },
      /its config says linux\/amd64/,
    ],
  ];

  it.each(MISMATCHES)('refuses %s, and says what usually causes it', async (_title, options, message) => {
    await expect(prove(options)).rejects.toMatchObject({
      code: 'PLATFORM_MISMATCH',
      message: expect.stringMatching(message) as string,
      hint: expect.stringContaining('ARG TARGETARCH') as string,
    });
  });

  it.each([
    ['macOS', 'cffaedfe0c000001'],
    ['Windows', `4d5a${'00'.repeat(58)}28010000${'00'.repeat(0x128 - 0x40)}50450000`],
  ])('refuses a binary for %s, and says how to get one for Linux', async (system, bytes) => {
    const app = { content: Buffer.from(bytes, 'hex'), mode: 0o755 };
    await expect(prove({ layers: [{ app }], cmd: ['/app'] })).rejects.toMatchObject({
      code: 'PLATFORM_MISMATCH',
      message: `Proving the image for linux/arm64: /app is a binary for ${system}`,
      hint: expect.stringContaining('GOOS=linux') as string,
    });
  });

  it('takes 386 for amd64, and warns of it', async () => {
    const layers = [{ app: { content: sampleElf('386'), mode: 0o755 } }];
    expect(
      await prove({ platform: 'linux/amd64', layers, cmd: ['/app'] }, parsePlatform('linux/amd64')),
    ).toMatchObject({
      executables: ['/app'],
      reason: undefined,
      warnings: ['/app is a binary for 386, 32 bit, which amd64 machines run as well'],
    });
  });

  it('warns of what it could not prove beside what it could', async () => {
    const layers = [{ 'sbin/tini': BINARY, 'bin/sh': BINARY, run: script('#!/bin/sh\r') }];
    const LINE_ENDS = '/run has Windows line ends, with which Linux does not run it';
    expect(await prove({ layers, cmd: ['tini', '/run'] })).toMatchObject({
      executables: ['/sbin/tini'],
      reason: undefined,
      warnings: [LINE_ENDS],
    });
    expect(await prove({ layers, cmd: ['sh', '-c', '/run'] })).toMatchObject({ warnings: [LINE_ENDS] });
    expect(await prove({ layers, cmd: ['tini', '/absent'] })).toMatchObject({
      warnings: ['/absent is in none of its layers'],
    });
  });

  it('finds a foreign binary above a layer that it cannot read', async () => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(store, {
      platform: 'linux/arm64',
      layers: [{ 'bin/sh': BINARY }, { app: FOREIGN }],
      cmd: ['/bin/sh', '-c', '/app'],
    });
    const image = parseManifest(await store.readManifest(manifest.digest));
    const unreadable: ImageStore = {
      ...store,
      readBlob(blob, signal) {
        if (blob.digest === image.layers[0]?.digest)
          throw new OciError('LAYER_UNSUPPORTED', 'Reading a layer: no');
        return store.readBlob(blob, signal);
      },
    };
    const proof = provePlatform(
      ARM64,
      { manifest, attestations: [], store: unreadable },
      new Map(),
      new AbortController().signal,
    );
    await expect(proof).rejects.toMatchObject({ code: 'PLATFORM_MISMATCH' });
  });

  it('reads no layer below the one that decides', async () => {
    const store = createMemoryStore();
    const read: string[] = [];
    const watched: ImageStore = {
      ...store,
      readBlob(blob, signal) {
        read.push(blob.mediaType);
        return store.readBlob(blob, signal);
      },
    };
    const proof = await prove(
      {
        layers: [{ 'bin/big': 'x' }, { 'usr/': '', 'usr/bin/': '', 'usr/bin/app': BINARY }],
        cmd: ['/usr/bin/app'],
      },
      ARM64,
      watched,
    );
    expect(proof.executables).toEqual(['/usr/bin/app']);
    expect(read.filter((mediaType) => mediaType.includes('layer'))).toHaveLength(1);
  });

  it('refuses a layer that is not what its config says', async () => {
    const store = createMemoryStore();
    const { manifest, layers, diffIds } = await sampleImage(store, { platform: 'linux/arm64' });
    const listing = listLayer(layers[0] as Descriptor, manifest.digest, store, new AbortController().signal);
    await expect(listing).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
    await listLayer(layers[0] as Descriptor, diffIds[0] as Digest, store, new AbortController().signal);
  });

  it('counts what the platform takes in a registry', async () => {
    const store = createMemoryStore();
    const { manifest, config, layers } = await sampleImage(store, {
      platform: 'linux/arm64',
      layers: [{ app: BINARY }],
    });
    const expected = [manifest, config, ...layers].reduce((sum, { size }) => sum + size, 0);
    expect((await prove({ layers: [{ app: BINARY }] }, ARM64, store)).sizeBytes).toBe(expected);
  });

  it('reads a layer that two platforms share once', async () => {
    const store = createMemoryStore();
    const listings = new Map();
    const layers = [{ app: script('#!/usr/bin/none') }];
    for (const platform of ['linux/arm64', 'linux/amd64']) {
      const { manifest } = await sampleImage(store, { platform, layers, cmd: ['/app'] });
      await provePlatform(
        parsePlatform(platform),
        { manifest, attestations: [], store },
        listings,
        new AbortController().signal,
      );
    }
    expect(listings.size).toBe(1);
  });
});
