import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex, type SampleImageOptions } from '@nx-docker-multiarch/oci/testing';
import { parseDockerfile, planStages, type Source } from '../../context/dockerfile/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import { assembleStages, type AssembledStage } from './assemble.js';
import { readBaseImage, type BaseImage } from './base-image.js';
import { createContextFolders } from './context-folders.js';
import { createSpool, type Spool } from './spool.js';
import { createStoredFiles } from './stored-files.js';

const ARM = parsePlatform('linux/arm64');
const { signal } = new AbortController();

let folder: string;
let store: MemoryStore;
let spool: Spool;
let opened: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assemble-'));
  store = createMemoryStore('bases');
  spool = createSpool(folder);
  opened = [];
  await writeContext('context', { f: 'file', 'd/a': 'a' });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function writeContext(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, path);
    await mkdir(dirname(file), { recursive: true });
    await (text.startsWith('->') ? symlink(text.slice(2), file) : writeFile(file, text));
  }
  return join(folder, name);
}

async function writeBase(name: string, options: Partial<SampleImageOptions> = {}): Promise<void> {
  const platforms = ['linux/amd64', 'linux/arm64'];
  const images = await Promise.all(platforms.map((platform) => sampleImage(store, { platform, ...options })));
  await sampleIndex(store, images, name);
}

async function assemble(
  text: string,
  buildContexts: Readonly<Record<string, string>> = {},
): Promise<AssembledStage> {
  const context = join(folder, 'context');
  const folders = createContextFolders(
    samplePlan({ context, dockerfile: join(context, 'Dockerfile'), buildContexts }),
    { cacheDirectory: join(folder, 'cache'), now: () => new Date(0), signal },
  );
  const plan = planStages(parseDockerfile(text, 'Dockerfile'), {
    platform: ARM,
    buildPlatform: parsePlatform('linux/amd64'),
    buildArgs: new Map(),
    namedContexts: new Set(Object.keys(buildContexts)),
  });
  const openImage = async (source: Source, platform = ARM): Promise<BaseImage> => {
    const name = source.kind === 'image' ? source.reference : '';
    opened.push(name);
    return readBaseImage({ name, store, tagOrDigest: name }, await store.resolve(name), platform, signal);
  };
  const stored = createStoredFiles({ spool, cacheDirectory: join(folder, 'cache') });
  const isFolder = (name: string) => name in buildContexts;
  return assembleStages(plan, { openImage, openFolder: folders.open, isFolder, stored, spool }, signal);
}

/** The paths of each layer; `base` for those that were there. */
const pathsOf = ({ layers }: AssembledStage) =>
  layers.map((layer) => (layer.kind === 'stored' ? 'base' : layer.entries.map(({ path }) => path).join(' ')));

describe('assembling a stage', () => {
  it('makes a layer for each instruction with files, above those of the base', async () => {
    await writeBase('base', { layers: [{ 'usr/bin/': '', bin: { link: 'usr/bin' } }], entrypoint: ['/e'] });
    const image = await assemble('FROM base\nENV A=1\nCOPY f /bin/\nWORKDIR /w\nCOPY d .\nCMD ["x"]\n');
    expect(pathsOf(image)).toEqual(['base', 'usr usr/bin usr/bin/f', 'w', 'w w/a']);
    expect(image.draft.config).toMatchObject({ Entrypoint: ['/e'], Cmd: ['x'], WorkingDir: '/w' });
    expect(image.draft.config.Env).toContain('A=1');
    expect(image.draft.history.map(({ empty_layer }) => empty_layer ?? false)).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('has nothing to begin with at FROM scratch, and opens no image', async () => {
    expect(pathsOf(await assemble('FROM scratch\nCOPY f /\n'))).toEqual(['f']);
    expect(opened).toEqual([]);
  });

  it('goes on from another stage without changing it', async () => {
    const text =
      'FROM scratch AS a\nCOPY f /\nFROM a AS b\nCOPY d /\nFROM a\nCOPY --from=b / /b/\nCOPY --from=a / /a/\n';
    expect(pathsOf(await assemble(text))).toEqual(['f', 'b b/a b/f', 'a a/f']);
  });

  it('names the image that its first layers are of, through whatever stages', async () => {
    await writeBase('base', { layers: [{ x: 'x' }] });
    const { base, layers } = await assemble('FROM base AS a\nCOPY f /\nFROM a\nCOPY d /\n');
    expect(base?.name).toMatch(/^base@sha256:/);
    expect(base?.layers).toEqual(layers.slice(0, 1));
    expect((await assemble('FROM scratch\nCOPY --from=base / /\n')).base).toBeUndefined();
  });

  it('gives variables to the stages that go on from theirs, and no others', async () => {
    const text =
      'ARG G=g\nFROM scratch AS a\nARG G\nARG L=l\nENV E=e\nFROM a\nCOPY f /$E$L$G\nFROM scratch AS z\nFROM a AS b\nCOPY f /x$L\n';
    expect(pathsOf(await assemble(text))).toEqual(['xl']);
  });

  it('knows the platform that it is for', async () => {
    expect(pathsOf(await assemble('FROM scratch\nARG TARGETARCH\nCOPY f /$TARGETARCH\n'))).toEqual(['arm64']);
  });

  it('copies the whole build context, without what .dockerignore leaves out', async () => {
    await writeContext('context', { '.dockerignore': 'd\n' });
    expect(pathsOf(await assemble('FROM scratch\nCOPY . .\n'))).toEqual(['.dockerignore f']);
  });

  it('copies from an image, of which nothing else gets into this one', async () => {
    await writeBase('tools', { layers: [{ tool: 'tool' }], entrypoint: ['/tool'] });
    const image = await assemble('FROM scratch\nCOPY --from=tools /tool /t\n');
    expect(pathsOf(image)).toEqual(['t']);
    expect(image.draft.config.Entrypoint).toBeUndefined();
  });

  it('takes a folder for a stage that runs something', async () => {
    const build = await writeContext('dist', { 'out/app': 'app', out2: '->out' });
    const text = 'FROM golang AS build\nRUN make\nFROM scratch\nCOPY --from=build /out2/app /\n';
    expect(pathsOf(await assemble(text, { build }))).toEqual(['app']);
    expect(opened).toEqual([]);
  });

  it('makes the working directory for its user, and an empty layer where it is there', async () => {
    await writeBase('base', {
      layers: [{ 'etc/': '', 'etc/passwd': 'app:x:15:16::/:/bin/sh\n', 'srv/': '' }],
    });
    const { layers } = await assemble('FROM base\nUSER app\nWORKDIR /srv\nWORKDIR /srv/w\n');
    expect(layers[1]).toEqual({ kind: 'made', entries: [] });
    expect(layers[2]).toMatchObject({
      entries: [
        { path: 'srv', node: { uid: 0 } },
        { path: 'srv/w', node: { mode: 0o755, uid: 15, gid: 16 } },
      ],
    });
  });

  it.each([
    ['COPY --link d /srv/app/\nWORKDIR /srv/app', true],
    ['COPY --link d /srv/app/\nWORKDIR /srv', true],
    ['COPY --link d /app/\nCOPY --link f /app/x/\nWORKDIR /app\nWORKDIR x', true],
    ['COPY --link f /app\nCOPY --link d /app/\nWORKDIR /app', true],
    ['COPY --link d /srv/app/\nWORKDIR /srv/app/x', false],
    ['COPY --link d /srv/app/\nWORKDIR /var', false],
    ['FROM base AS a\nCOPY --link d /app/\nFROM a\nWORKDIR /app', true],
  ])('%j: whether a working directory is there without a look at the base is %s', async (lines, isKnown) => {
    await writeBase('base', { layers: [{ 'srv/': '' }] });
    const { layers } = await assemble(lines.startsWith('FROM') ? lines : `FROM base\n${lines}\n`);
    expect(existsSync(join(folder, 'cache/listings'))).toBe(!isKnown);
    if (isKnown) expect(layers.at(-1)).toEqual({ kind: 'made', entries: [] });
  });

  it('does not read the build context for a heredoc', async () => {
    await rm(join(folder, 'context'), { recursive: true });
    expect(pathsOf(await assemble('FROM scratch\nCOPY <<f /\ntext\nf\n'))).toEqual(['f']);
  });

  it('does what a stage asks for by ONBUILD in the stage on it, and keeps of triggers only its own', async () => {
    const image = await assemble('FROM scratch AS a\nONBUILD COPY f /g\nFROM a\nONBUILD COPY f /\n');
    expect(pathsOf(image)).toEqual(['g']);
    expect(image.draft.config.OnBuild).toEqual(['COPY f /']);
  });
});

describe('what can’t be assembled', () => {
  it.each([
    [
      'an address in a variable',
      'FROM scratch\nARG A=https://a.test/x\nADD $A /\n',
      'DOCKERFILE_UNSUPPORTED',
      'Dockerfile:3: ',
    ],
    ['a base that is not there', 'FROM gone\nCOPY f /\n', 'BASE_IMAGE_MISSING', 'bases has no gone'],
    ['a file that is not there', 'FROM scratch\nCOPY no /\n', 'CONTEXT_INVALID', 'Dockerfile:2: COPY no /: '],
    [
      'a file that is not there in a stage',
      'FROM scratch AS a\nFROM scratch\nCOPY --from=a no /\n',
      'CONTEXT_INVALID',
      'Finding "no" in --from=a: ',
    ],
    [
      'a working directory that is a file',
      'FROM scratch\nCOPY f /w\nWORKDIR /w\n',
      'BUILD_FAILED',
      '/w: a file is there',
    ],
  ])('%s', async (_title, text, code, message) => {
    const failure = assemble(text);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });
});
