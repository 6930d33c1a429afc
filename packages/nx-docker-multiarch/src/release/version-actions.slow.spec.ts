import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { Tree } from '@nx/devkit';
import ServiceVersionActions from './version-actions.js';

type Arguments = ConstructorParameters<typeof ServiceVersionActions>;

describe('ServiceVersionActions', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
  });

  async function open(currentVersionResolver = 'git-tag'): Promise<ServiceVersionActions> {
    const [group, node, config] = [
      { name: 'services' },
      { name: 'api', type: 'app', data: { root: 'api' } },
      { currentVersionResolver, manifestRootsToUpdate: [], preserveLocalDependencyProtocols: true },
    ] as unknown as Arguments;
    const actions = new ServiceVersionActions(group, node, config);
    await actions.init(tree);
    await actions.validate(tree);
    return actions;
  }

  describe('of a service without a package.json', () => {
    it('starts at 0.0.0, where no Git tag is found', async () => {
      const actions = await open();
      await expect(actions.readCurrentVersionFromSourceManifest(tree)).resolves.toMatchObject({
        currentVersion: '0.0.0',
      });
    });

    it('knows no version if nothing but the disc is asked', async () => {
      const actions = await open('disk');
      await expect(actions.readCurrentVersionFromSourceManifest(tree)).resolves.toBeNull();
    });

    it('writes nothing', async () => {
      const before = tree.listChanges().length;
      const actions = await open();
      await expect(actions.updateProjectVersion(tree, '1.0.0')).resolves.toEqual([
        expect.stringContaining('1.0.0 is kept by its Git tag'),
      ]);
      await expect(actions.updateProjectDependencies()).resolves.toEqual([]);
      expect(tree.listChanges()).toHaveLength(before);
    });
  });

  describe('of a service with a package.json', () => {
    const INDENTED = '{\n\t"name": "api",\n\t"version": "1.0.0",\n\t"private": true\n}\n';

    it.each([
      ['with tabs', INDENTED],
      ['with lists in one line', INDENTED.replace('true', 'true,\n\t"files": ["dist", "a"]')],
      ['in one line', '{"version":"1.0.0","private":true}'],
      ['with CRLF', INDENTED.replaceAll('\n', '\r\n')],
      ['with other versions', INDENTED.replace('"name"', '"engine": { "version": "1.0.0" },\n\t"name"')],
    ])('reads and writes its version %s, and leaves the rest as it is', async (_, text) => {
      tree.write('api/package.json', text);
      const actions = await open('disk');
      await expect(actions.readCurrentVersionFromSourceManifest(tree)).resolves.toEqual({
        currentVersion: '1.0.0',
        manifestPath: 'api/package.json',
      });
      await expect(actions.updateProjectVersion(tree, '1.1.0')).resolves.toEqual([
        expect.stringContaining('1.1.0 written to api/package.json'),
      ]);
      const position = text.lastIndexOf('1.0.0');
      const after = text.slice(position).replace('1.0.0', '1.1.0');
      expect(tree.read('api/package.json', 'utf8')).toBe(text.slice(0, position) + after);
    });

    it('adds no version', async () => {
      const text = '{ "private": true }';
      tree.write('api/package.json', text);
      const actions = await open();
      await actions.updateProjectVersion(tree, '1.0.0');
      expect(tree.read('api/package.json', 'utf8')).toBe(text);
    });
  });

  it('knows nothing of registries and of other projects', async () => {
    const actions = await open();
    await expect(actions.readCurrentVersionFromRegistry()).resolves.toBeNull();
    await expect(actions.readCurrentVersionOfDependency()).resolves.toEqual({
      currentVersion: null,
      dependencyCollection: null,
    });
  });
});
