import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipBytes } from '@nx-docker-multiarch/oci/layer';
import { parseImageConfig, parseIndex, parseManifest, type Digest } from '@nx-docker-multiarch/oci/model';
import { createLayoutStore, readSmallBlob } from '@nx-docker-multiarch/oci/store';
import { sampleImage, sampleIndex, sampleTar } from '@nx-docker-multiarch/oci/testing';
import { expectSuccess, attempt } from './support/command.js';
import { describeWith, nodeBinary } from './support/engines.js';
import { REPOSITORY_ROOT } from './support/workspace.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];

const DOCKERFILE = `FROM base
ARG TARGETARCH
WORKDIR /srv/app
COPY . .
COPY --chmod=0750 bin /bin/
COPY --link --chown=7:8 links /links/
COPY <<text /etc/\${TARGETARCH}
heredoc
text
ADD files.tar.gz /unpacked/
USER 1000
CMD ["/bin/run"]
`;

/** Text that no compression makes small, the same every time: several blocks of gzip, read in pieces. */
const LARGE = Array.from({ length: 200_000 }, (_, line) =>
  ((line * 2_654_435_761) % 2 ** 32).toString(36),
).join('\n');

/** A text, a link, or bytes. Names whose order depends on who compares them. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  Dockerfile: DOCKERFILE,
  'bin/run': '#!/bin/sh\n',
  'I.txt': '1',
  'i.txt': '2',
  'ı.txt': '3',
  'İ.txt': '4',
  'B.txt': '5',
  'a.txt': '6',
  'é.txt': 'one code point',
  'e\u0301.txt': 'two code points',
  '日本語/ファイル.txt': '7',
  '\u{1f600}.txt': 'beyond the first plane',
  '\uffee.txt': 'in code units behind the one above, in code points before it',
  [`${'long-name/'.repeat(12)}file`]: '8',
  'links/dangling': '->nowhere',
  'links/outside': '->../../../etc/passwd',
  'links/run': '->../bin/run',
  large: LARGE,
};

/** How the build context comes to be, and what the build runs in. */
interface Circumstances {
  /** Of the workspace's folder. */
  readonly prefix?: string;
  readonly node?: string;
  readonly umask?: string;
  readonly isReversed?: boolean;
  readonly mtime?: Date;
  readonly env?: Readonly<Record<string, string>>;
}

interface Built {
  readonly index: string;
  readonly diffIds: readonly (readonly Digest[])[];
}

const RUN = `
const [bundle, options, context] = process.argv.slice(1);
require(bundle).default(JSON.parse(options), JSON.parse(context))
  .then(({ success }) => { process.exitCode = success ? 0 : 1; });`;
const BUNDLE = path.join(REPOSITORY_ROOT, 'packages/nx-docker-multiarch/dist/bundle/build.js');

const folders: string[] = [];
let expected: Built;
beforeAll(async () => {
  expected = await buildIn(await createWorkspace({}), {});
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('the embedded engine gives the same index', () => {
  it('of two platforms, with the layers that are expected', () => {
    const [amd64 = [], arm64 = []] = expected.diffIds;
    expect([amd64.length, arm64.length]).toEqual([8, 8]);
    // The base's, and the heredoc's.
    expect(amd64.filter((diffId) => !arm64.includes(diffId))).toHaveLength(2);
  });

  it.each<[string, Circumstances]>([
    [
      'in a folder whose name is longer and beyond ASCII',
      { prefix: path.join(tmpdir(), 'nxdm-same-日本語 é-') },
    ],
    ['under a umask that lets nobody read', { umask: '077' }],
    ['under none', { umask: '000' }],
    ['in another time zone', { env: { TZ: 'Pacific/Kiritimati' } }],
    ['in a locale with another order and case', { env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } }],
    ['in no locale', { env: { LC_ALL: 'C', LANG: 'C' } }],
    ['of files that were touched', { mtime: new Date(86_400_000) }],
    ['of files that were written in another order', { isReversed: true }],
    [
      'on another file system, if there is one in memory',
      { isReversed: true, prefix: path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'nxdm-same-') },
    ],
    ['on one thread', { env: { UV_THREADPOOL_SIZE: '1' } }],
  ])('%s', async (_title, circumstances) => {
    expect(await buildIn(await createWorkspace(circumstances), circumstances)).toEqual(expected);
  });

  it('with what an earlier run left in its cache', async () => {
    const workspace = await createWorkspace({});
    expect([await buildIn(workspace, {}), await buildIn(workspace, {})]).toEqual([expected, expected]);
  });

  it('and another for another SOURCE_DATE_EPOCH, that too every time', async () => {
    const circumstances = { env: { SOURCE_DATE_EPOCH: '1700000000' } };
    const [one, other] = [
      await buildIn(await createWorkspace({}), circumstances),
      await buildIn(await createWorkspace({ isReversed: true }), circumstances),
    ];
    expect(other).toEqual(one);
    expect(one.index).not.toBe(expected.index);
  });
});

for (const major of [20, 22, 24] as const) {
  describeWith([`node-${major}`], `the embedded engine on Node ${major}`, () => {
    it('gives the same index', async () => {
      const circumstances = { node: nodeBinary(major) };
      expect(await buildIn(await createWorkspace(circumstances), circumstances)).toEqual(expected);
    });
  });
}

async function createWorkspace({
  prefix = path.join(tmpdir(), 'nxdm-same-'),
  umask = '022',
  isReversed,
  mtime,
}: Circumstances): Promise<string> {
  const root = await mkdtemp(prefix);
  folders.push(root);
  const allowed = ~Number.parseInt(umask, 8);
  const tar = await sampleTar({
    'd/': { mode: 0o750 },
    'd/ü': { content: 'ü', mode: 0o4711 },
    l: { link: 'd/ü' },
  });
  const files: [string, string | Uint8Array][] = Object.entries({
    ...FILES,
    'files.tar.gz': gzipBytes(tar),
  });
  for (const [name, content] of isReversed ? files.reverse() : files) {
    const file = path.join(root, 'service', name);
    await mkdir(path.dirname(file), { recursive: true });
    await chmod(path.dirname(file), 0o777 & allowed);
    if (typeof content === 'string' && content.startsWith('->')) await symlink(content.slice(2), file);
    else {
      await writeFile(file, content);
      await chmod(file, (name === 'bin/run' ? 0o777 : 0o666) & allowed);
      if (mtime !== undefined) await utimes(file, mtime, mtime);
    }
  }
  const base = createLayoutStore(path.join(root, 'base'));
  const layers = [{ 'usr/': '', 'usr/bin/': '', bin: { link: 'usr/bin' } }];
  const images = PLATFORMS.map((platform) =>
    sampleImage(base, { platform, layers: [...layers, { platform }], env: ['PATH=/bin'] }),
  );
  await sampleIndex(base, await Promise.all(images), '1');
  return root;
}

async function buildIn(
  root: string,
  { node = process.execPath, umask = '022', env }: Circumstances,
): Promise<Built> {
  const options = {
    // Built each time, and not found.
    cache: { mode: 'off' },
    engine: 'embedded',
    context: 'service',
    platforms: PLATFORMS,
    buildContexts: { base: 'oci-layout://base:1' },
    outputPath: 'image',
    resultFile: 'result.json',
  };
  const projects = { service: { root: 'service' } };
  const context = {
    root,
    cwd: root,
    projectName: 'service',
    projectsConfigurations: { version: 2, projects },
  };
  const args = [node, '-e', RUN, BUNDLE, JSON.stringify(options), JSON.stringify(context)];
  expectSuccess(
    await attempt('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', ...args], {
      cwd: root,
      ...(env && { env }),
    }),
  );
  const { index } = JSON.parse(await readFile(path.join(root, 'result.json'), 'utf8')) as {
    index: { digest: Digest };
  };
  const store = createLayoutStore(path.join(root, 'image'));
  const { manifests } = parseIndex(await store.readManifest(index.digest));
  const diffIds = manifests.map(async ({ digest }) => {
    const { config } = parseManifest(await store.readManifest(digest));
    return parseImageConfig(await readSmallBlob(store, config), 'config').diffIds;
  });
  return { index: index.digest, diffIds: await Promise.all(diffIds) };
}
