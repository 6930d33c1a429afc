import { logger, readJson, readNxJson, updateNxJson, writeJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { createIgnore } from '../../context/dockerignore/index.js';
import { addDependency } from './add-dependency.js';
import { addDockerignore } from './add-dockerignore.js';
import init from './generator.js';
import { updateWorkspace } from './update-workspace.js';

const PLUGIN = 'nx-docker-multiarch';

describe('init', () => {
  let tree: Tree;
  let printed: jest.SpyInstance<void, [message: string]>;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    printed = jest.spyOn(logger, 'info').mockReturnValue();
  });
  afterEach(() => printed.mockRestore());
  const contents = (): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, content?.toString()]));

  it('sets a workspace up', async () => {
    await init(tree, {
      skipFormat: true,
      registry: 'ghcr.io/acme',
      tags: ['latest', '{shortSha}'],
      platforms: ['linux/amd64'],
    });
    expect(readNxJson(tree)).toMatchObject({
      plugins: [
        {
          plugin: PLUGIN,
          options: {
            targetName: 'docker-multiarch',
            registry: 'ghcr.io/acme',
            tags: ['latest', '{shortSha}'],
            platforms: ['linux/amd64'],
          },
        },
      ],
      targetDefaults: { 'docker-multiarch': { dependsOn: ['build'] } },
    });
    expect(tree.read('.dockerignore', 'utf8')).toContain('\n**/node_modules\n');
    expect(readJson(tree, 'package.json')).toHaveProperty(['devDependencies', PLUGIN]);
    expect(printed.mock.calls.flat()).toEqual([
      'nx.json: added the plugin nx-docker-multiarch',
      'nx.json: added target defaults of docker-multiarch: it depends on build',
      '.dockerignore: written',
      expect.stringMatching(/^package\.json: added nx-docker-multiarch \d+\.\d+\.\d+.* to devDependencies$/),
    ]);
  });

  it('run twice changes nothing the second time, whatever its options then are', async () => {
    await init(tree, { skipFormat: true });
    const before = contents();
    await init(tree, { skipFormat: true, registry: 'ghcr.io/acme', targetName: 'image' });
    expect(contents()).toEqual(before);
  });

  it('fetches the package only if it has put it into package.json', () => {
    writeJson(tree, 'package.json', { dependencies: { [PLUGIN]: 'file:x.tgz' } });
    const before = contents();
    expect(addDependency(tree).lines).toEqual([]);
    expect(contents()).toEqual(before);
  });

  it('refuses wrong options, before it writes', async () => {
    const before = contents();
    await expect(init(tree, { registry: 'https://ghcr.io' })).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
    });
    expect(contents()).toEqual(before);
  });
});

describe('what nx.json says already', () => {
  let tree: Tree;
  beforeEach(() => (tree = createTreeWithEmptyWorkspace()));

  const ghcr = { registry: 'ghcr.io/acme' };
  it.each([
    ['the plugin by its name', PLUGIN, {}, ''],
    ['the plugin with the same options', { plugin: PLUGIN, options: ghcr }, ghcr, ''],
    ['the plugin with more options', { plugin: PLUGIN, options: { ...ghcr, targetName: 'image' } }, ghcr, ''],
    [
      'the plugin with other options',
      { plugin: PLUGIN, options: { registry: 'quay.io' } },
      ghcr,
      '; to change its options, write there "registry": "ghcr.io/acme"',
    ],
  ])('%s is kept', (_, plugin, options, more) => {
    updateNxJson(tree, { plugins: [plugin], targetDefaults: { 'docker-multiarch': {}, image: {} } });
    const before = tree.read('nx.json', 'utf8');
    expect(updateWorkspace(tree, options)[0]).toBe(`nx.json: kept the plugin ${PLUGIN} as it is${more}`);
    expect(tree.read('nx.json', 'utf8')).toBe(before);
  });

  it.each([
    ['the target', {}, 'docker-multiarch'],
    ['the executor', {}, 'nx-docker-multiarch:build'],
    ['a target of another name', { targetName: 'image' }, 'image'],
  ])('target defaults of %s are kept', (_, options, key) => {
    const targetDefaults = { [key]: { cache: true } };
    updateNxJson(tree, { plugins: [{ plugin: PLUGIN, options }], targetDefaults });
    expect(updateWorkspace(tree, {})).toContain(`nx.json: kept the target defaults of ${key} as they are`);
    expect(readNxJson(tree)?.targetDefaults).toEqual(targetDefaults);
  });

  it('other plugins and defaults stay where they are', () => {
    updateNxJson(tree, { plugins: ['other'], targetDefaults: { build: { cache: true } } });
    updateWorkspace(tree, {});
    const { plugins, targetDefaults } = readNxJson(tree) ?? {};
    expect(plugins?.[0]).toBe('other');
    expect(Object.keys(targetDefaults ?? {})).toEqual(['build', 'docker-multiarch']);
  });
});

describe('.dockerignore', () => {
  const told = (content: string): readonly string[] => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('.dockerignore', content);
    const lines = addDockerignore(tree);
    expect(tree.read('.dockerignore', 'utf8')).toBe(content);
    return lines;
  };

  it('that is there is kept, and what it lacks is told', () => {
    const lines = told('.git\n**/node_modules/\n**/.env*\n');
    expect(lines[0]).toBe('.dockerignore: kept as it is; these lines would leave out more:');
    expect(lines.slice(1).map((line) => line.trim())).toEqual([
      '.nx',
      'coverage',
      'tmp',
      'dist/images',
      'dist/docker-multiarch',
    ]);
  });

  it.each([
    [
      'leaves out everything but one folder',
      '*\n!dist\ndist/images\ndist/docker-multiarch\n',
      '.dockerignore: kept as it is',
    ],
    ['cannot be read', '[\n', expect.stringMatching(/^\.dockerignore: kept as it is; .*\[/)],
  ])('that %s is kept without advice', (_, content, line) => {
    expect(told(content)).toEqual([line]);
  });

  it('that is new leaves out what no image needs, and nothing that Nx has built', () => {
    const tree = createTreeWithEmptyWorkspace();
    addDockerignore(tree);
    const { ignores } = createIgnoreOf(tree);
    const paths = [
      '.git/HEAD',
      'node_modules/x/y',
      'apps/a/.env.local',
      'dist/images/a/index.json',
      'dist/apps/a/main.js',
    ];
    const module = 'dist/apps/a/node_modules/x/node_modules/y/index.js';
    expect([...paths, module].filter(ignores)).toEqual(paths.slice(0, 4));
    expect(addDockerignore(tree)).toEqual(['.dockerignore: is so already']);
  });
});

function createIgnoreOf(tree: Tree) {
  return createIgnore(tree.read('.dockerignore', 'utf8') ?? '', '.dockerignore');
}
