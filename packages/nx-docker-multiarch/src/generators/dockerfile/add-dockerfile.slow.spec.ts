import { logger, readProjectConfiguration, updateNxJson } from '@nx/devkit';
import { addDockerfile } from './add-dockerfile.js';
import generator from './generator.js';
import { sampleTree, type SampleProject } from './sample-project.js';
import { SAMPLES } from './sample-projects.js';

const FILE = 'apps/api/Dockerfile';
const IGNORE = 'apps/api/Dockerfile.dockerignore';
const UNBUILT: SampleProject = {
  files: { 'apps/api/package.json': '{"main":"dist/index.js"}', 'apps/api/package-lock.json': '{}' },
};
const goService = () => sampleTree(SAMPLES['go'] as SampleProject);

describe('addDockerfile', () => {
  it('says what it has found and written', async () => {
    expect(await addDockerfile(goService(), { project: 'api' })).toEqual([
      'api is of the language go (apps/api/go.mod)',
      `${FILE}: written`,
      `${IGNORE}: written`,
    ]);
  });

  it('changes nothing the second time', async () => {
    const tree = goService();
    await addDockerfile(tree, { project: 'api', port: 8080 });
    const before = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
    expect(await addDockerfile(tree, { project: 'api', port: 8080 })).toEqual([
      'api is of the language go (apps/api/go.mod)',
      `${FILE}: is so already`,
      `${IGNORE}: is so already`,
    ]);
    expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(before);
  });

  it('keeps a Dockerfile that is there, and writes no ignore file that would hide what it copies', async () => {
    const tree = goService();
    tree.write(FILE, 'FROM mine\n');
    expect(await addDockerfile(tree, { project: 'api' })).toEqual([
      `${FILE}: is there already and was kept; --force replaces it`,
    ]);
    expect(tree.read(FILE, 'utf8')).toBe('FROM mine\n');
    expect(tree.exists(IGNORE)).toBe(false);
  });

  it('replaces both with force', async () => {
    const tree = goService();
    tree.write(FILE, 'FROM mine\n');
    tree.write(IGNORE, '*\n');
    expect(await addDockerfile(tree, { project: 'api', force: true })).toEqual([
      'api is of the language go (apps/api/go.mod)',
      `${FILE}: replaced`,
      `${IGNORE}: replaced`,
    ]);
    expect(tree.read(FILE, 'utf8')).toContain('golang');
    expect(tree.read(IGNORE, 'utf8')).toContain('!apps/api');
  });

  it.each([
    ['where the plugin infers it', ['nx-docker-multiarch'], undefined, ['build', 'prune'], 'says so now'],
    ['that the project has', [], { executor: 'x:y' }, ['build', 'prune'], 'says so now'],
    ['that waits for something', [], { dependsOn: ['^build'] }, ['^build'], 'look at its dependsOn'],
    ['that nobody has', [], undefined, undefined, 'name them in its dependsOn'],
  ])('lets the target wait for what writes the packages, %s', async (_, plugins, target, expected, said) => {
    const sample = SAMPLES['node-pruned'] as SampleProject;
    const targets = { ...sample.targets, ...(target && { 'docker-multiarch': target }) };
    const tree = sampleTree({ ...sample, targets });
    updateNxJson(tree, { plugins });
    const told = (await addDockerfile(tree, { project: 'api' })).at(-1);
    expect(told).toContain(`docker-multiarch of api has to wait for build and prune`);
    expect(told).toContain(said);
    const { 'docker-multiarch': image } = readProjectConfiguration(tree, 'api').targets ?? {};
    expect(image?.dependsOn).toEqual(expected);
    if (said === 'says so now')
      expect((await addDockerfile(tree, { project: 'api' })).join()).toContain('build and prune, and does');
  });

  it('tells what has to be built before', async () => {
    const lines = await addDockerfile(goService(), { project: 'api', prebuilt: true });
    expect(lines.at(-1)).toContain('dist/apps/api/linux-arm64/api');
  });

  it.each([
    ['of packages that are missing', SAMPLES['node-prebuilt'], 'will be missing: let it bundle them'],
    ['of an output that nothing builds', UNBUILT, 'The image takes apps/api/dist as it is'],
  ])('warns %s', async (_, sample, text) => {
    const tree = sampleTree(sample as SampleProject);
    const options = (sample as { options?: object }).options;
    expect((await addDockerfile(tree, { project: 'api', ...options })).at(-1)).toContain(text);
  });

  it('refuses a project that there is not', async () => {
    await expect(addDockerfile(goService(), { project: 'web' })).rejects.toThrow("'web'");
  });
});

describe('the generator dockerfile', () => {
  it('writes what addDockerfile writes, and prints what it says', async () => {
    const info = jest.spyOn(logger, 'info').mockImplementation(() => {});
    const [tree, expected] = [goService(), goService()];
    await generator(tree, { project: 'api', skipFormat: true });
    const lines = await addDockerfile(expected, { project: 'api' });
    expect(tree.read(FILE, 'utf8')).toBe(expected.read(FILE, 'utf8'));
    expect(info.mock.calls).toEqual(lines.map((line) => [line]));
    info.mockRestore();
  });
});
