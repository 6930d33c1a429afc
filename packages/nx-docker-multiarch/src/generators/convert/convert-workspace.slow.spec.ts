import { readJson, writeJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { convertWorkspace } from './convert-workspace.js';

const OLD = '@nx-tools/nx-container:build';
const NEW = 'nx-docker-multiarch:build';

function workspace(projects: Readonly<Record<string, object>>, nxJson: object = {}): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const [name, targets] of Object.entries(projects)) {
    writeJson(tree, `apps/${name}/project.json`, { name, root: `apps/${name}`, targets });
    tree.write(`apps/${name}/Dockerfile`, 'FROM scratch\n');
  }
  writeJson(tree, 'nx.json', nxJson);
  return tree;
}

const targetsOf = (tree: Tree, project: string): unknown =>
  readJson<{ targets: unknown }>(tree, `apps/${project}/project.json`).targets;

const container = (options: object = {}, rest: object = {}) => ({
  container: { executor: OLD, options, ...rest },
});

/** Converts it a second time and expects that nothing changes. */
function expectStable(tree: Tree, options: { project?: string; force?: boolean } = {}): void {
  const before = tree.listChanges().map(({ path, content }) => [path, String(content)]);
  const outcome = convertWorkspace(tree, options);
  expect(outcome).toMatchObject({ converted: [], inNxJson: [] });
  expect(tree.listChanges().map(({ path, content }) => [path, String(content)])).toEqual(before);
}

describe('convertWorkspace', () => {
  it('converts the targets of every project, in place and under their names', () => {
    const tree = workspace({
      api: {
        build: { executor: 'nx:noop' },
        ...container({ file: 'a', tags: ['acme/api'], platforms: ['linux/arm64'] }),
      },
      web: { 'docker-build': { executor: '@nx-tools/nx-docker:build', options: { push: true } } },
      docs: { build: { executor: 'nx:noop', options: { file: 'a' } } },
    });
    const outcome = convertWorkspace(tree, {});
    expect(outcome).toEqual({
      converted: ['api:container', 'web:docker-build'],
      kept: [],
      // Without platforms it was an image for one, and is one for two.
      findings: [expect.objectContaining({ place: 'web:docker-build', option: 'platforms', weight: 'look' })],
      inNxJson: [],
      isLeft: false,
    });
    expect(targetsOf(tree, 'api')).toEqual({
      build: { executor: 'nx:noop' },
      container: {
        executor: NEW,
        options: { dockerfile: 'a', tags: ['acme/api:latest'], platforms: ['linux/arm64'] },
      },
    });
    expect(targetsOf(tree, 'web')).toEqual({ 'docker-build': { executor: NEW, options: { push: true } } });
    expect(targetsOf(tree, 'docs')).toEqual({ build: { executor: 'nx:noop', options: { file: 'a' } } });
    expectStable(tree);
  });

  it('converts those of a package.json', () => {
    const tree = workspace({});
    const nx = { tags: ['a'], targets: container({ quiet: true }) };
    writeJson(tree, 'apps/lib/package.json', { name: 'lib', scripts: { build: 'x' }, nx });
    writeJson(tree, 'package.json', { name: 'root', workspaces: ['apps/*'] });
    expect(convertWorkspace(tree, {}).converted).toEqual(['lib:container']);
    expect(readJson(tree, 'apps/lib/package.json')).toEqual({
      name: 'lib',
      scripts: { build: 'x' },
      nx: { tags: ['a'], targets: { container: { executor: NEW, options: { quiet: true } } } },
    });
    expectStable(tree);
  });

  it('keeps a target without whose essentials it would be another one, unless it is forced', () => {
    const projects = {
      api: container({ engine: 'podman', quiet: true, network: 'mine' }),
      web: container({ platforms: ['linux/amd64'] }),
    };
    const tree = workspace(projects);
    const outcome = convertWorkspace(tree, {});
    expect(outcome).toMatchObject({ converted: ['web:container'], isLeft: true });
    expect(outcome.kept).toEqual([
      { target: 'api:container', why: 'something that it needs has no counterpart' },
    ]);
    expect(outcome.findings).toMatchObject([{ place: 'api:container', option: 'engine', value: 'podman' }]);
    expect(targetsOf(tree, 'api')).toEqual(projects.api);
    expectStable(tree);
    expect(convertWorkspace(tree, { force: true })).toMatchObject({
      converted: ['api:container'],
      findings: [{ weight: 'blocks' }, { weight: 'lost', option: 'network' }, { option: 'platforms' }],
      isLeft: false,
    });
    expect(targetsOf(tree, 'api')).toEqual({ container: { executor: NEW, options: { quiet: true } } });
    expectStable(tree, { force: true });
  });

  it('converts one project alone, and refuses one that is not there', () => {
    const tree = workspace({ api: container(), web: container() });
    expect(convertWorkspace(tree, { project: 'web' })).toMatchObject({
      converted: ['web:container'],
      isLeft: true,
    });
    expect(targetsOf(tree, 'api')).toEqual(container());
    expectStable(tree, { project: 'web' });
    expect(() => convertWorkspace(tree, { project: 'wep' })).toThrow(/wep/);
  });
});

describe('target defaults', () => {
  const defaultsOf = (tree: Tree): unknown =>
    readJson<{ targetDefaults: unknown }>(tree, 'nx.json').targetDefaults;

  it('of the executor move to ours, below what is there', () => {
    const targetDefaults = {
      [OLD]: { dependsOn: ['build'], inputs: ['a'], options: { file: 'a', push: true } },
      [NEW]: { inputs: ['b'], options: { push: false } },
    };
    const tree = workspace({ api: container() }, { targetDefaults });
    expect(convertWorkspace(tree, {}).inNxJson).toHaveLength(2);
    expect(defaultsOf(tree)).toEqual({
      [NEW]: { dependsOn: ['build'], inputs: ['b'], options: { dockerfile: 'a', push: false } },
    });
    expectStable(tree);
  });

  it('of the executor stay beside ours while a target has it', () => {
    const targetDefaults = { [OLD]: { options: { file: 'a' } } };
    const tree = workspace({ api: container(), web: container({ engine: 'podman' }) }, { targetDefaults });
    convertWorkspace(tree, {});
    expect(defaultsOf(tree)).toEqual({ ...targetDefaults, [NEW]: { options: { dockerfile: 'a' } } });
    expectStable(tree);
  });

  it('of the executor stay alone while no target is converted', () => {
    const targetDefaults = { [OLD]: { options: { engine: 'podman' } } };
    const tree = workspace({ api: container() }, { targetDefaults });
    const outcome = convertWorkspace(tree, {});
    expect(outcome).toMatchObject({ converted: [], inNxJson: [], findings: [{ place: 'api:container' }] });
    expect(defaultsOf(tree)).toEqual(targetDefaults);
  });

  it('of the name are converted where only converted targets have it', () => {
    const targetDefaults = {
      container: { options: { 'no-cache': true } },
      build: { options: { file: 'a' } },
    };
    const tree = workspace({ api: container() }, { targetDefaults });
    convertWorkspace(tree, {});
    expect(defaultsOf(tree)).toEqual({
      container: { options: { cache: false } },
      build: targetDefaults.build,
    });
    expectStable(tree);
  });

  it('of the name are listed where other targets have it too', () => {
    const targetDefaults = { container: { options: { file: 'a' } } };
    const other = { container: { executor: 'nx:run-commands' } };
    const tree = workspace({ api: container(), web: other }, { targetDefaults });
    expect(convertWorkspace(tree, {}).findings).toMatchObject([
      { place: 'api:container', option: 'platforms' },
      { place: 'targetDefaults["container"]', weight: 'lost', value: '{"options":{"file":"a"}}' },
    ]);
    expect(defaultsOf(tree)).toEqual(targetDefaults);
  });

  it('with filters are converted one by one', () => {
    const old = { filter: { executor: OLD, projects: ['api'] }, options: { file: 'a' } };
    const others = { filter: { executor: 'nx:noop' }, options: { file: 'b' } };
    const tree = workspace({ api: container() }, { targetDefaults: { container: [old, others] } });
    convertWorkspace(tree, {});
    expect(defaultsOf(tree)).toEqual({
      container: [{ filter: { executor: NEW, projects: ['api'] }, options: { dockerfile: 'a' } }, others],
    });
    expectStable(tree);
  });
});

describe('the plugin in nx.json', () => {
  const CI_TAGS = ['ghcr.io/{projectName}:{branch}', 'ghcr.io/{projectName}:sha-{shortSha}'];
  const CARRIED = {
    dependsOn: ['build'],
    options: { tags: ['ghcr.io/{projectName}:dev'], load: true },
    configurations: { ci: { load: false, push: true, tags: CI_TAGS } },
  };
  const registered = (options: object = {}) => ({
    plugin: '@nx-tools/nx-container',
    options: { defaultEngine: 'docker', defaultRegistry: 'ghcr.io', ...options },
  });
  const inferred = (finding: string): string => `@nx-tools/nx-container in nx.json ${finding}`;
  const ours = { plugin: 'nx-docker-multiarch', options: { targetName: 'container', registry: 'ghcr.io' } };

  it('is replaced by ours, with what it inferred as defaults and what projects add to that', () => {
    const additions = {
      container: { options: { file: 'a' }, configurations: { ci: { platforms: ['linux/arm64'] } } },
    };
    const plugins = ['@nx/js', { ...registered(), include: ['apps/**'] }];
    const tree = workspace({ api: additions, web: {} }, { plugins, namedInputs: { a: [] } });
    const outcome = convertWorkspace(tree, {});
    expect(outcome).toMatchObject({ converted: ['api:container'], kept: [], isLeft: false });
    expect(outcome.findings.map(({ place, weight, value }) => `${place} ${weight} ${value}`)).toEqual([
      'api:container look (not set)',
      ...['lost type=schedule', 'look type=ref,event=branch', 'lost type=ref,event=tag'].map(inferred),
      ...['lost type=ref,event=pr', 'look (not set)'].map(inferred),
    ]);
    expect(readJson(tree, 'nx.json')).toEqual({
      plugins: ['@nx/js', { ...ours, include: ['apps/**'] }],
      namedInputs: { a: [] },
      targetDefaults: { container: CARRIED },
    });
    expect(targetsOf(tree, 'api')).toEqual({
      container: { options: { dockerfile: 'a' }, configurations: { ci: { platforms: ['linux/arm64'] } } },
    });
    expectStable(tree);
  });

  it.each([
    ['by its name alone', '@nx-tools/nx-container', 'container', 'docker.io'],
    ['with a target of another name', registered({ buildTargetName: 'image' }), 'image', 'ghcr.io'],
  ])('is found %s', (_what, entry, name, registry) => {
    const tree = workspace({ web: {} }, { plugins: [entry] });
    convertWorkspace(tree, {});
    expect(readJson(tree, 'nx.json')).toMatchObject({
      plugins: [{ plugin: 'nx-docker-multiarch', options: { targetName: name } }],
      targetDefaults: { [name]: { options: { tags: [`${registry}/{projectName}:dev`] } } },
    });
  });

  it('leaves its place to ours where that is registered, which takes the name of the target', () => {
    const there = {
      plugin: 'nx-docker-multiarch',
      options: { targetName: 'docker-multiarch', registry: 'quay.io/a' },
    };
    const tree = workspace({ web: {} }, { plugins: [registered(), there] });
    convertWorkspace(tree, {});
    expect(readJson(tree, 'nx.json')).toMatchObject({
      plugins: [{ ...there, options: { targetName: 'container', registry: 'quay.io/a' } }],
    });
    expectStable(tree);
  });

  it('converts defaults of the inferred target though no project names it', () => {
    const targetDefaults = { container: { options: { file: 'a' } } };
    const tree = workspace({ web: {} }, { plugins: [registered()], targetDefaults });
    convertWorkspace(tree, {});
    expect(readJson(tree, 'nx.json')).toMatchObject({
      targetDefaults: { container: { ...CARRIED, options: { ...CARRIED.options, dockerfile: 'a' } } },
    });
    expect(readJson(tree, 'nx.json')).not.toHaveProperty('targetDefaults.container.options.file');
    expectStable(tree);
  });

  it('joins what it inferred with defaults that are there', () => {
    const options = { load: false, 'no-cache': true, platforms: ['linux/amd64'] };
    const targetDefaults = { container: { inputs: ['a'], options } };
    const tree = workspace({ api: container({ file: 'a' }) }, { plugins: [registered()], targetDefaults });
    expect(convertWorkspace(tree, {}).findings.map(({ option }) => option)).not.toContain('platforms');
    const newOptions = { ...CARRIED.options, load: false, cache: false, platforms: ['linux/amd64'] };
    expect(readJson(tree, 'nx.json')).toMatchObject({
      targetDefaults: { container: { ...CARRIED, inputs: ['a'], options: newOptions } },
    });
    expectStable(tree);
  });

  it.each([
    ['of its engine', registered({ defaultEngine: 'podman' }), { container: { options: { file: 'a' } } }, {}],
    ['of a target that stays', registered(), { image: { executor: OLD, options: { engine: 'kaniko' } } }, {}],
    [
      'of only one project being asked for',
      registered(),
      { container: { options: { file: 'a' } } },
      { project: 'api' },
    ],
  ])('stays because %s, with what projects add to what it infers', (_what, entry, targets, options) => {
    const tree = workspace({ api: targets }, { plugins: [entry] });
    const outcome = convertWorkspace(tree, options);
    expect(outcome).toMatchObject({ converted: [], inNxJson: [], isLeft: true });
    expect(outcome.kept).toHaveLength(1);
    expect(readJson(tree, 'nx.json')).toEqual({ plugins: [entry] });
    expect(targetsOf(tree, 'api')).toEqual(targets);
  });
});
