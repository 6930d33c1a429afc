import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateLayer, readTarFiles } from '@nx-docker-multiarch/oci/layer';
import { combineIndex, parseManifest, parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { readAll, sampleImage } from '@nx-docker-multiarch/oci/testing';
import { scanPart } from '../../context/scan/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import type { BuildScope, Engine, PlatformContent } from '../engine.js';
import { createEmbeddedEngine } from './embedded.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);
const { signal } = new AbortController();

let folder: string;
let base: MemoryStore;
let warnings: string[];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'embedded-')));
  base = createMemoryStore('acme/base');
  warnings = [];
  await pushBase('first');
});
afterEach(() => rm(folder, { recursive: true }));

/** A base of both platforms whose file `/who` says which one it is. */
async function pushBase(generation: string): Promise<void> {
  const children = [];
  for (const platform of PLATFORMS) {
    const layers = [{ who: `${generation} of ${platform.architecture}` }];
    children.push((await sampleImage(base, { platform, layers })).manifest);
  }
  await base.writeManifest(combineIndex(children), '1');
}

const openEngine = (): Engine =>
  createEmbeddedEngine({
    buildPlatform: parsePlatform('linux/amd64'),
    createdAt: 0,
    cacheDirectory: join(folder, 'cache'),
    compressor: 'zlib',
    now: () => new Date(0),
  });

async function build(
  engine: Engine,
  platform: Platform,
  buildArgs = {},
  findScan?: BuildScope['findScan'],
): Promise<PlatformContent> {
  const dockerfile = join(folder, 'Dockerfile');
  const plan = samplePlan({ workspaceRoot: folder, context: folder, dockerfile, buildArgs });
  const scope = {
    directory: folder,
    target: undefined,
    openRepository: () => base,
    findScan,
    signal,
    progress: () => {},
    warn: (message: string) => void warnings.push(message),
  };
  const [content] = await engine.build([{ plan, platform, annotations: {} }], scope);
  return content as PlatformContent;
}

async function read({ manifest, store }: PlatformContent): Promise<string> {
  const [layer] = parseManifest(await store.readManifest(manifest.digest)).layers;
  if (layer === undefined) throw new Error('no layer');
  const limits = { maxEntries: 10, maxBytes: 100_000 };
  for await (const file of readTarFiles(inflateLayer(store.readBlob(layer)), limits))
    return String(await readAll(file.read()));
  return '';
}

it('gives each platform its own files, also if they are built in turns', async () => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY --from=acme/base:1 /who /who\n');
  const engine = openEngine();
  const contents = [
    await build(engine, PLATFORMS[0] as Platform),
    await build(engine, PLATFORMS[1] as Platform),
  ];
  expect(await Promise.all(contents.map(read))).toEqual(['first of amd64', 'first of arm64']);
  // What was remembered of the layers is as right as they were.
  const again = openEngine();
  const remembered = [
    await build(again, PLATFORMS[1] as Platform),
    await build(again, PLATFORMS[0] as Platform),
  ];
  expect(await Promise.all(remembered.map(read))).toEqual(['first of arm64', 'first of amd64']);
});

it('takes all platforms from one version of a base, wherever its tag goes meanwhile', async () => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY --from=acme/base:1 /who /who\n');
  const engine = openEngine();
  const first = await build(engine, PLATFORMS[0] as Platform);
  await pushBase('second');
  const second = await build(engine, PLATFORMS[1] as Platform);
  expect([await read(first), await read(second)]).toEqual(['first of amd64', 'first of arm64']);
});

it('does not look again for what was found when the inputs were read', async () => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY [ab] /\n');
  await writeFile(join(folder, 'b'), 'text of b');
  const found = await scanPart(folder, ['[ab]'], { ignore: undefined, now: () => new Date() });
  await writeFile(join(folder, 'a'), 'text of a');
  const buildWith = (findScan: BuildScope['findScan']) =>
    build(openEngine(), PLATFORMS[0] as Platform, {}, findScan);
  expect(await read(await buildWith(() => found))).toBe('text of b');
  expect(await read(await buildWith(() => undefined))).toBe('text of a');
});

it.each([
  ['FROM', 'FROM a/gone:1\n', 'Dockerfile:1: FROM a/gone:1: ', 'Check its name and tag'],
  [
    '--from',
    'FROM scratch AS build\nFROM scratch\nCOPY --from=biuld /x /\n',
    'Dockerfile:3: --from=biuld: ',
    'Did you mean the stage build?',
  ],
])('says which %s names an image that is not there', async (_title, dockerfile, message, hint) => {
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  base = createMemoryStore('acme/base');
  await expect(build(openEngine(), PLATFORMS[0] as Platform)).rejects.toMatchObject({
    code: 'BASE_IMAGE_MISSING',
    message: expect.stringContaining(message) as string,
    hint: expect.stringContaining(hint) as string,
  });
});

it('says which build arguments nothing declares', async () => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nARG A\nENV B=$A\n');
  await build(openEngine(), PLATFORMS[0] as Platform, { A: '1', C: '2' });
  expect(warnings).toEqual(['No ARG of Dockerfile declares the build argument C.']);
});
