import { digestOf, parsePlatform, type Digest, type Platform } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { sampleElf, sampleImage, type SampleImageOptions } from '@nx-docker-multiarch/oci/testing';
import { provePlatform } from './prove.js';

const ARM64 = parsePlatform('linux/arm64');
const BINARY = { content: sampleElf('arm64'), mode: 0o755 };
const FOREIGN = { content: sampleElf('amd64'), mode: 0o755 };
const script = (line: string) => ({ content: `${line}\necho hi\n`, mode: 0o755 });
const AMD64 = parsePlatform('linux/amd64');
const BASE_NAME = 'node:22@sha256:ab';
const ABOVE = `the layers above base image ${BASE_NAME}, which says it is for linux/arm64`;

interface BasedImage extends Omit<Partial<SampleImageOptions>, 'layers' | 'base'> {
  readonly base: NonNullable<SampleImageOptions['layers']>[number];
  readonly above: NonNullable<SampleImageOptions['layers']>;
  /** What the base says it is for. */
  readonly baseFor?: Platform;
  readonly baseDiffIds?: readonly Digest[];
}

/** Proves an image whose first layer is known as that of a base; `read` has the layers that were read, from 0. */
async function proveBased({ base, above, baseFor = ARM64, baseDiffIds, ...options }: BasedImage) {
  const store = createMemoryStore();
  const { manifest, layers, diffIds } = await sampleImage(store, {
    platform: 'linux/arm64',
    layers: [base, ...above],
    ...options,
  });
  const read: number[] = [];
  const watched: ImageStore = {
    ...store,
    readBlob(blob, signal) {
      const position = layers.findIndex(({ digest }) => digest === blob.digest);
      if (position >= 0) read.push(position);
      return store.readBlob(blob, signal);
    },
  };
  const known = { name: BASE_NAME, platform: baseFor, diffIds: baseDiffIds ?? diffIds.slice(0, 1) };
  const content = { manifest, attestations: [], store: watched, base: known };
  const proof = await provePlatform(ARM64, content, new Map(), new AbortController().signal);
  return { proof, read };
}

describe('an image on a known base', () => {
  const NODE = { 'usr/bin/node': BINARY, bin: { link: 'usr/bin' }, 'bin/sh': BINARY };

  it.each<[string, BasedImage, readonly string[], string | undefined, readonly string[]]>([
    ['a binary above it', { base: NODE, above: [{ app: BINARY }], cmd: ['/app'] }, ['/app'], undefined, []],
    [
      'an entrypoint in it',
      { base: NODE, above: [{ 'main.js': 'x' }], cmd: ['node', 'main.js'] },
      [],
      `node is in none of ${ABOVE}`,
      [],
    ],
    [
      'a script above it whose interpreter is in it',
      { base: NODE, above: [{ run: script('#!/bin/sh') }], cmd: ['/run'] },
      [],
      `/bin/sh is in none of ${ABOVE}`,
      [],
    ],
    [
      'a path through one of its links',
      { base: NODE, above: [{ 'usr/bin/app': BINARY }], cmd: ['/bin/app'] },
      [],
      `/bin/app is in none of ${ABOVE}`,
      [],
    ],
    [
      'a shell in it that is told of a binary above it',
      { base: NODE, above: [{ app: BINARY }], entrypoint: ['/bin/sh', '-c'], cmd: ['/app'] },
      ['/app'],
      undefined,
      [`/bin/sh is in none of ${ABOVE}`],
    ],
  ])('without reading it: %s', async (_title, options, executables, reason, warnings) => {
    const { proof, read } = await proveBased(options);
    expect(proof).toMatchObject({ executables, reason, warnings });
    expect(read).not.toContain(0);
  });

  it.each<[string, Pick<BasedImage, 'above' | 'cmd'>, boolean]>([
    ['has the program', { above: [{ 'main.js': 'x' }], cmd: ['node', 'main.js'] }, true],
    ['has the interpreter', { above: [{ run: script('#!/bin/sh') }], cmd: ['/run'] }, true],
    ['lies below a file that is no program', { above: [{ tool: 'x' }], cmd: ['/tool'] }, false],
    [
      'has the shell, for a script that Linux does not run',
      { above: [{ run: script('#!/bin/sh\r') }], cmd: ['/run'] },
      false,
    ],
    ['is told to start nothing', { above: [{ app: BINARY }] }, false],
  ])('is what the proof is left to if it %s', async (_title, options, isLeftToBase) => {
    const { proof } = await proveBased({ base: NODE, ...options });
    expect(proof.isLeftToBase).toBe(isLeftToBase);
  });

  it('is read where it alone can tell whether what is above it runs at all', async () => {
    const options = { above: [{ 'usr/bin/tool': FOREIGN }], cmd: ['tool'] };
    const shadowed = await proveBased({ base: { 'usr/local/bin/tool': BINARY }, ...options });
    expect(shadowed.proof.executables).toEqual(['/usr/local/bin/tool']);
    await expect(proveBased({ base: NODE, ...options })).rejects.toMatchObject({
      code: 'PLATFORM_MISMATCH',
      message: expect.stringMatching(/\/usr\/bin\/tool is a binary for amd64$/) as string,
    });
  });

  it('is read like any layer if it is for another platform', async () => {
    const { proof, read } = await proveBased({ base: NODE, above: [], cmd: ['node'], baseFor: AMD64 });
    expect([proof.executables, read]).toEqual([['/usr/bin/node'], [0]]);
    const foreign = proveBased({ base: { app: FOREIGN }, above: [], cmd: ['/app'], baseFor: AMD64 });
    await expect(foreign).rejects.toMatchObject({ code: 'PLATFORM_MISMATCH' });
  });

  it('is refused if it is not what the image begins with', async () => {
    const other = proveBased({
      base: NODE,
      above: [{ app: BINARY }],
      cmd: ['/app'],
      baseDiffIds: [digestOf('x')],
    });
    await expect(other).rejects.toMatchObject({
      code: 'PLATFORM_MISMATCH',
      message: `Proving the image for linux/arm64: its first layers are not those of its base image ${BASE_NAME}`,
    });
  });
});
