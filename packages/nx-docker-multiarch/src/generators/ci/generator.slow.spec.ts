import { writeJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import ci from './generator.js';
import type { CiOptions } from './options.js';

const WORKFLOW = '.github/workflows/images.yml';
const [PIPELINE, ROOT] = ['.gitlab-ci.images.yml', '.gitlab-ci.yml'];

describe('nx g nx-docker-multiarch:ci', () => {
  let tree: Tree;
  let lines: string[];

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    tree.write('package-lock.json', '{}');
    lines = [];
    jest.spyOn(console, 'info').mockImplementation((line: string) => void lines.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  const run = async (options: CiOptions): Promise<string> => {
    lines = [];
    await ci(tree, { skipFormat: true, ...options });
    return lines.join('\n');
  };
  const filesNow = (): Readonly<Record<string, string>> =>
    Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, String(content)]));

  it.each([
    ['github', [WORKFLOW]],
    ['gitlab', [PIPELINE, ROOT]],
  ] as const)('writes for %s, and changes nothing the second time', async (provider, files) => {
    expect(await run({ provider })).toContain(`${files[0]}: created`);
    const first = filesNow();
    expect(Object.keys(first)).toEqual(expect.arrayContaining([...files]));
    expect(await run({ provider })).toContain(`${files[0]}: unchanged`);
    expect(filesNow()).toEqual(first);
  });

  it('keeps a workflow that is there, unless it is forced', async () => {
    tree.write(WORKFLOW, 'name: mine\n');
    expect(await run({ provider: 'github' })).toContain(`${WORKFLOW}: kept`);
    expect(tree.read(WORKFLOW, 'utf8')).toBe('name: mine\n');
    expect(await run({ provider: 'github', force: true })).toContain(`${WORKFLOW}: replaced`);
    expect(tree.read(WORKFLOW, 'utf8')).toContain('name: images');
  });

  it("never touches a pipeline of one's own, and says what to add", async () => {
    tree.write(ROOT, 'include: []\n');
    expect(await run({ provider: 'gitlab', force: true })).toContain(`include:\n  - local: /${PIPELINE}\n`);
    expect(tree.read(ROOT, 'utf8')).toBe('include: []\n');
    tree.write(ROOT, `include:\n  - local: ${PIPELINE}\n`);
    expect(await run({ provider: 'gitlab' })).not.toContain('include:');
  });

  it('says which secrets a registry needs, and that a lock file is missing', async () => {
    tree.delete('package-lock.json');
    const said = await run({ provider: 'github', registry: 'quay.io/acme' });
    expect(said).toContain('To log in to quay.io, set the secrets REGISTRY_USERNAME and REGISTRY_PASSWORD.');
    expect(said).toContain('"npm ci" needs package-lock.json');
    expect(await run({ provider: 'github', registry: 'ghcr.io/acme' })).not.toContain('REGISTRY_');
    expect(await run({ provider: 'gitlab' })).not.toContain('REGISTRY_');
  });

  it('says which variables the name of images is made of', async () => {
    const register = (registry: string): void =>
      writeJson(tree, 'nx.json', { plugins: [{ plugin: 'nx-docker-multiarch', options: { registry } }] });
    register('{env.REG}/acme');
    const said = await run({ provider: 'github' });
    expect(said).toContain('Set the CI variable REG:');
    expect(said).toContain('To log in to $REG, set the secrets');
    register('{env.CI_REGISTRY_IMAGE}');
    expect(await run({ provider: 'gitlab' })).not.toMatch(/REGISTRY_|CI variable/);
  });

  it('warns of a registry that is not the one that nx.json names', async () => {
    const options = { registry: 'registry.example.com/acme' };
    writeJson(tree, 'nx.json', { plugins: [{ plugin: 'nx-docker-multiarch', options }] });
    expect(await run({ provider: 'github', registry: 'ghcr.io/acme' })).toContain(
      'Images are pushed to registry.example.com/acme, as nx.json says: --registry=ghcr.io/acme only says',
    );
    for (const registry of [undefined, options.registry])
      expect(await run({ provider: 'github', registry })).not.toContain('as nx.json says');
  });

  it.each([
    ['github', WORKFLOW],
    ['gitlab', PIPELINE],
  ] as const)('names the command that makes the same again: %s', async (provider, file = '') => {
    await run({ provider, registry: 'ghcr.io/acme', branch: 'release/1.x', nativeArm: true, force: true });
    const flags = '--registry=ghcr.io/acme --branch=release/1.x --nativeArm';
    const command = `nx g nx-docker-multiarch:ci --provider=${provider}`;
    expect(tree.read(file, 'utf8')).toContain(`#   ${command} ${flags}\n`);
    await run({ provider, force: true });
    expect(tree.read(file, 'utf8')).toContain(`#   ${command}\n`);
  });

  it('says where native runners take no notice of platforms', async () => {
    const options = { platforms: ['linux/amd64'] };
    const targets = { image: { executor: 'nx-docker-multiarch:build', options } };
    writeJson(tree, 'api/project.json', { name: 'api', targets });
    expect(await run({ provider: 'github', nativeArm: true })).toContain('"platforms" in api:');
    expect(await run({ provider: 'github' })).not.toContain('"platforms"');
  });
});
