import { updateNxJson, type NxJsonConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { hostOf, planCi } from './ci-plan.js';

function planOf(files: Readonly<Record<string, string>>, nxJson: NxJsonConfiguration = {}, options = {}) {
  const tree = createTreeWithEmptyWorkspace();
  updateNxJson(tree, nxJson);
  for (const [path, text] of Object.entries(files)) tree.write(path, text);
  return planCi(tree, { provider: 'github', ...options });
}

const EXECUTOR = 'nx-docker-multiarch:build';
const PLUGIN = { plugin: 'nx-docker-multiarch', options: {} };
const project = (name: string, targets: object): Readonly<Record<string, string>> => ({
  [`${name}/project.json`]: JSON.stringify({ name, targets }),
});

describe('the targets that build images', () => {
  const CONTAINER = project('api', { build: { executor: 'nx:noop' }, container: { executor: EXECUTOR } });
  const DOCKERFILES = { 'api/Dockerfile': 'FROM scratch\n', 'api/Dockerfile.worker': 'FROM scratch\n' };
  const INFERRED = ['docker-multiarch', 'docker-multiarch-worker'];

  it.each([
    ['nothing at all', {}, {}, ['docker-multiarch']],
    ['Dockerfiles alone', DOCKERFILES, {}, INFERRED],
    ['the plugin', DOCKERFILES, { plugins: [PLUGIN] }, INFERRED],
    ['the plugin by its name alone', DOCKERFILES, { plugins: [PLUGIN.plugin] }, INFERRED],
    ['a target of a project', { ...DOCKERFILES, ...CONTAINER }, {}, ['container']],
    ['both', { ...DOCKERFILES, ...CONTAINER }, { plugins: [PLUGIN] }, [...INFERRED, 'container']],
    [
      'a target that has its executor from nx.json',
      project('api', { image: { options: {} }, other: {} }),
      { targetDefaults: { image: { executor: EXECUTOR } } },
      ['image'],
    ],
    [
      'one that has it of a default with a filter',
      project('api', { image: {} }),
      { targetDefaults: { image: [{ filter: { projects: ['api'] }, executor: EXECUTOR }] } },
      ['image'],
    ],
    [
      'the same target of several projects',
      { ...CONTAINER, ...project('web', { container: { executor: EXECUTOR } }) },
      {},
      ['container'],
    ],
  ] as const)('of %s', (_, files, nxJson, targets) => {
    expect(planOf(files, nxJson as NxJsonConfiguration).targets).toEqual(targets);
  });

  const EMULATED = { 'api/Dockerfile': 'FROM node:22\nRUN npm ci\n' };
  const own = (options: object, rest: object = {}) =>
    project('api', { 'docker-multiarch': { executor: EXECUTOR, options, ...rest } });

  it.each([
    ['nothing', {}, {}, ['arm64'], []],
    [
      'the plugin',
      {},
      { plugins: [{ ...PLUGIN, options: { platforms: ['linux/amd64'] } }] },
      [],
      ['nx.json'],
    ],
    [
      'the plugin, for 32 bits',
      {},
      { plugins: [{ ...PLUGIN, options: { platforms: ['linux/amd64', 'linux/arm/v7'] } }] },
      ['arm'],
      ['nx.json'],
    ],
    ['a project', own({ platforms: 'linux/amd64,linux/s390x' }), {}, ['arm64', 's390x'], ['api']],
    ['a project, as it is anyway', own({ platforms: ['linux/arm64', 'linux/amd64'] }), {}, ['arm64'], []],
    [
      'a configuration',
      own({}, { configurations: { ci: { platforms: ['linux/arm/v7'] } } }),
      {},
      ['arm64', 'arm'],
      ['api'],
    ],
    [
      'what adds to an inferred target',
      project('api', { 'docker-multiarch': { options: { platforms: ['linux/arm/v7'] } } }),
      { plugins: [PLUGIN] },
      ['arm64', 'arm'],
      ['api'],
    ],
    [
      'defaults',
      {},
      {
        plugins: [PLUGIN],
        targetDefaults: { [EXECUTOR]: { options: { platforms: ['linux/riscv64'] } } },
      },
      ['arm64', 'riscv64'],
      ['nx.json'],
    ],
  ] as const)('have the platforms of %s', (_, files, nxJson, emulated, otherPlatformsIn) => {
    const plan = planOf({ ...EMULATED, ...files }, nxJson as unknown as NxJsonConfiguration);
    expect(plan.needs.emulated).toEqual(emulated);
    expect(plan.otherPlatformsIn).toEqual(otherPlatformsIn);
  });
});

describe('a builder', () => {
  it.each([
    [{}, false],
    [{ provenance: false, engine: 'embedded' }, false],
    [{ provenance: 'max' }, true],
    [{ engine: 'buildx' }, true],
    [{ secrets: ['id=npmrc,src=.npmrc'] }, true],
  ])('for what only copies, with the options %j: %s', (options, isNeeded) => {
    const copies = { 'api/Dockerfile': 'FROM scratch\nCOPY a /\n' };
    const files = project('api', { 'docker-multiarch': { executor: EXECUTOR, options } });
    expect(planOf({ ...copies, ...files }).needs.builder).toBe(isNeeded);
  });
});

describe('what a workspace says of its CI', () => {
  it.each([
    ['nothing', {}, 'npm ci', 'npx', undefined],
    ['package-lock.json', { 'package-lock.json': '{}' }, 'npm ci', 'npx', undefined],
    ['pnpm-lock.yaml', { 'pnpm-lock.yaml': '' }, 'pnpm install --frozen-lockfile', 'pnpm exec', 'corepack'],
    ['yarn.lock', { 'yarn.lock': '' }, 'yarn install --frozen-lockfile', 'yarn', undefined],
    [
      'yarn.lock of Yarn 2',
      { 'yarn.lock': '', '.yarnrc.yml': '' },
      'yarn install --immutable',
      'yarn',
      'corepack',
    ],
    ['bun.lock', { 'bun.lock': '' }, 'bun install --frozen-lockfile', 'bunx', 'bun'],
    ['bun.lockb', { 'bun.lockb': '' }, 'bun install --frozen-lockfile', 'bunx', 'bun'],
  ])('%s: a package manager', (_, files, install, exec, fetchedBy) => {
    const { packageManager } = planOf(files);
    expect(packageManager).toMatchObject({ install, exec });
    expect(packageManager.fetchedBy).toBe(fetchedBy);
  });

  it('says so if npm has no lock file', () => {
    expect(planOf({}).packageManager.missingLockFile).toBe('package-lock.json');
    expect(planOf({ 'package-lock.json': '{}' }).packageManager.missingLockFile).toBeUndefined();
  });

  it.each([
    ['nothing', {}, { version: '22' }],
    ['.nvmrc', { '.nvmrc': 'v24.1.0\n' }, { file: '.nvmrc', version: '24.1.0' }],
    ['.node-version', { '.node-version': '20' }, { file: '.node-version', version: '20' }],
    ['a name', { '.nvmrc': 'lts/*' }, { version: '22' }],
  ])('%s: a version of Node', (_, files, node) => {
    expect(planOf(files).node).toEqual(node);
  });

  it('takes names from the plugin in nx.json, unless the options say otherwise', () => {
    const plugins = [
      'other',
      { plugin: 'nx-docker-multiarch', options: { registry: 'ghcr.io/acme', targetName: 'image' } },
    ];
    const nxJson = { defaultBase: 'origin/trunk', plugins };
    expect(planOf({}, nxJson)).toMatchObject({
      branch: 'trunk',
      images: 'ghcr.io/acme',
      targets: ['image'],
    });
    expect(planOf({}, nxJson, { branch: 'next', registry: 'quay.io/acme' })).toMatchObject({
      branch: 'next',
      images: 'quay.io/acme',
    });
    expect(planOf({})).toMatchObject({
      named: undefined,
      flags: [],
      branch: 'main',
      images: undefined,
      targets: ['docker-multiarch'],
    });
  });

  it.each([
    [['quay.io/acme/{projectName}:1', 'ghcr.io/other/{projectName}:1'], 'quay.io/acme'],
    [['{env.REGISTRY}/{projectName}'], '{env.REGISTRY}'],
    [['localhost:5000/a/b/{projectName}:{version}'], 'localhost:5000/a/b'],
  ])('takes the name of images from the first of the tags %j', (tags, images) => {
    const plugins = [{ plugin: 'nx-docker-multiarch', options: { tags } }];
    expect(planOf({}, { plugins })).toMatchObject({ images, named: images });
    expect(planOf({}, { plugins }, { registry: 'ghcr.io/acme' }).images).toBe('ghcr.io/acme');
  });

  it.each([
    ['{env.REGISTRY}/acme', '{env.REGISTRY}'],
    ['{env.A}.test/acme', '{env.A}.test'],
    ['ghcr.io/acme', 'ghcr.io'],
    ['localhost:5000/acme', 'localhost:5000'],
    ['localhost', 'localhost'],
    ['acme', 'docker.io'],
    ['acme/team', 'docker.io'],
  ])('%s is on %s', (images, host) => {
    expect(hostOf(images)).toBe(host);
  });
});
