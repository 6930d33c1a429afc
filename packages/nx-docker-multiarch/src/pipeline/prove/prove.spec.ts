import { parsePlatform, type Descriptor, type Digest } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { sampleElf, sampleImage, type SampleImageOptions } from '@nx-docker-multiarch/oci/testing';
import { listLayer } from './layer-listing.js';
import { provePlatform, type Proof } from './prove.js';

const ARM64 = parsePlatform('linux/arm64');
const BINARY = { content: sampleElf('arm64'), mode: 0o755 };
const FOREIGN = { content: sampleElf('amd64'), mode: 0o755 };
const script = (line: string) => ({ content: `${line}\necho hi\n`, mode: 0o755 });

async function prove(
  options: Partial<SampleImageOptions>,
  store: ImageStore = createMemoryStore(),
): Promise<Proof> {
  const { manifest } = await sampleImage(store, { platform: 'linux/arm64', ...options });
  const { signal } = new AbortController();
  return provePlatform(ARM64, { manifest, attestations: [], store }, new Map(), signal);
}

describe('provePlatform', () => {
  const PROVED: [string, Partial<SampleImageOptions>, string[]][] = [
    ['an entrypoint by its path', { layers: [{ app: BINARY }], entrypoint: ['/app'] }, ['/app']],
    ['a command where there is no entrypoint', { layers: [{ app: BINARY }], cmd: ['/app'] }, ['/app']],
    [
      'a path relative to the working folder',
      { layers: [{ 'srv/app': BINARY }], workingDir: '/srv', cmd: ['./app'] },
      ['/srv/app'],
    ],
    [
      'a name on the PATH',
      { layers: [{ 'opt/bin/app': BINARY }], env: ['PATH=/bin:/opt/bin'], cmd: ['app'] },
      ['/opt/bin/app'],
    ],
    ['a name on the default PATH', { layers: [{ 'usr/bin/app': BINARY }], cmd: ['app'] }, ['/usr/bin/app']],
    [
      'a file on the PATH that may be executed',
      { layers: [{ 'usr/local/bin/app': 'notes', 'bin/app': BINARY }], cmd: ['app'] },
      ['/bin/app'],
    ],
    [
      'through a link',
      { layers: [{ 'real/app': BINARY, app: { link: 'real/app' } }], cmd: ['/app'] },
      ['/real/app'],
    ],
    [
      'through a link to a folder',
      { layers: [{ 'usr/bin/app': BINARY, bin: { link: 'usr/bin' } }], cmd: ['/bin/app'] },
      ['/usr/bin/app'],
    ],
    [
      'through a link out of a deep folder',
      { layers: [{ app: BINARY, 'a/b/app': { link: '../../app' } }], cmd: ['/a/b/app'] },
      ['/app'],
    ],
    [
      'through a hard link',
      { layers: [{ 'one/app': BINARY, app: { hardLink: 'one/app' } }], cmd: ['/app'] },
      ['/app'],
    ],
    [
      'the interpreter of a script',
      { layers: [{ run: script('#!/bin/sh -e'), 'bin/sh': BINARY }], cmd: ['/run'] },
      ['/bin/sh'],
    ],
    [
      'what env finds for a script',
      { layers: [{ run: script('#!/usr/bin/env -S node --x'), 'usr/bin/node': BINARY }], cmd: ['/run'] },
      ['/usr/bin/node'],
    ],
    [
      'the shell and the file it is told',
      { layers: [{ 'bin/sh': BINARY, app: BINARY }], cmd: ['/bin/sh', '-c', 'exec /app --flag'] },
      ['/bin/sh', '/app'],
    ],
    [
      'the shell alone where it is told more than a file',
      { layers: [{ 'bin/sh': BINARY }], cmd: ['/bin/sh', '-c', 'A=1 /app; true'] },
      ['/bin/sh'],
    ],
    ['the upper of two layers', { layers: [{ app: FOREIGN }, { app: BINARY }], cmd: ['/app'] }, ['/app']],
    [
      'the lower layer where the upper has only others',
      { layers: [{ 'srv/app': BINARY }, { 'srv/other': 'x' }], cmd: ['/srv/app'] },
      ['/srv/app'],
    ],
    ['an uncompressed layer', { layers: [{ app: BINARY }], compression: 'none', cmd: ['/app'] }, ['/app']],
  ];

  it.each(PROVED)('proves %s', async (_title, options, executables) => {
    expect(await prove(options)).toMatchObject({ executables, reason: undefined, warnings: [] });
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

  const UNPROVED: [string, Partial<SampleImageOptions>, RegExp][] = [
    ['no entrypoint and no command', { layers: [{ app: BINARY }] }, /no entrypoint and no command/],
    [
      'an entrypoint that is in no layer',
      { layers: [{ app: BINARY }], cmd: ['/other'] },
      /\/other is in none of its layers/,
    ],
    [
      'an entrypoint that a layer took away',
      { layers: [{ app: BINARY }, { '.wh.app': '' }], cmd: ['/app'] },
      /\/app is in none/,
    ],
    [
      'a folder that a layer took away',
      { layers: [{ 'srv/app': BINARY }, { '.wh.srv': '' }], cmd: ['/srv/app'] },
      /in none/,
    ],
    [
      'a folder whose content a layer hides',
      { layers: [{ 'srv/app': BINARY }, { 'srv/.wh..wh..opq': '' }], cmd: ['/srv/app'] },
      /in none/,
    ],
    ['a folder where the path says a file', { layers: [{ 'app/': '' }], cmd: ['/app'] }, /in none/],
    ['a link to itself', { layers: [{ app: { link: 'app' } }], cmd: ['/app'] }, /in none/],
    [
      'scripts that interpret each other',
      { layers: [{ a: script('#!/b'), b: script('#!/a') }], cmd: ['/a'] },
      /too many interpreters/,
    ],
    [
      'neither a binary nor a script',
      { layers: [{ app: { content: 'text', mode: 0o755 } }], cmd: ['/app'] },
      /neither an ELF binary nor a script/,
    ],
  ];

  it.each(UNPROVED)('leaves %s unproved, and says so', async (_title, options, reason) => {
    expect(await prove(options)).toMatchObject({
      executables: [],
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('warns of what not every machine of the platform runs', async () => {
    const proof = await prove({
      layers: [{ app: { content: sampleElf('arm'), mode: 0o755 } }],
      cmd: ['/app'],
    });
    expect(proof.warnings).toEqual(['/app is a binary for arm, which not every arm64 machine runs']);
  });

  it('warns of a foreign binary in a PATH folder, and of none elsewhere', async () => {
    const layers = [{ app: BINARY, 'usr/bin/helper': FOREIGN, 'data/sample': FOREIGN }];
    expect((await prove({ layers, cmd: ['/app'] })).warnings).toEqual([
      '/usr/bin/helper is a binary for amd64',
    ]);
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
      watched,
    );
    expect(proof.executables).toEqual(['/usr/bin/app']);
    expect(read.filter((mediaType) => mediaType.includes('layer'))).toHaveLength(1);
  });

  it('is not held up by a hard link to itself', async () => {
    const proof = await prove({ layers: [{ app: { hardLink: 'app' } }], cmd: ['/app'] });
    expect(proof.reason).toContain('/app is in none of its layers');
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
    expect((await prove({ layers: [{ app: BINARY }] }, store)).sizeBytes).toBe(expected);
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
