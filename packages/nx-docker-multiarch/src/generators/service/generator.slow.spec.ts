import {
  addProjectConfiguration,
  logger,
  readNxJson,
  readProjectConfiguration,
  updateNxJson,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { addService } from './add-service.js';
import service from './generator.js';
import type { ServiceOptions } from './options.js';

const PLUGIN = 'nx-docker-multiarch';
const GO: ServiceOptions = { name: 'api', language: 'go' };
const NODE: ServiceOptions = { name: 'api', language: 'node' };

let tree: Tree;
beforeEach(() => (tree = createTreeWithEmptyWorkspace()));

const contents = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, content?.toString()]));
const register = (plugin: NonNullable<NonNullable<ReturnType<typeof readNxJson>>['plugins']>): void =>
  updateNxJson(tree, { ...readNxJson(tree), plugins: plugin });

describe('a new service', () => {
  it.each<[ServiceOptions, readonly string[]]>([
    [GO, ['Dockerfile', 'Dockerfile.dockerignore', 'go.mod', 'main.go', 'main_test.go', 'project.json']],
    [NODE, ['Dockerfile', 'Dockerfile.dockerignore', 'project.json', 'service.test.mjs', 'src']],
  ])('%j has its files, and targets of Nx alone', async (options, files) => {
    await addService(tree, options);
    expect([...tree.children('apps/api')].sort()).toEqual(files);
    const { targets = {} } = readProjectConfiguration(tree, 'api');
    expect(Object.keys(targets)).toEqual(['build', 'serve', 'test', 'docker-multiarch']);
    expect(targets).toMatchObject({
      build: { outputs: ['{workspaceRoot}/dist/{projectRoot}'] },
      'docker-multiarch': {
        executor: 'nx-docker-multiarch:build',
        dependsOn: options === NODE ? ['build'] : [],
      },
    });
  });

  it.each<[ServiceOptions, string, string]>([
    [GO, 'main.go', 'port = "9090"'],
    [NODE, 'src/main.mjs', 'process.env.PORT || 9090'],
  ])('%j listens where its image says', async (options, file, text) => {
    await addService(tree, { ...options, port: 9090, base: 'localhost:5000/base:1' });
    expect(tree.read(`apps/api/${file}`, 'utf8')).toContain(text);
    const dockerfile = tree.read('apps/api/Dockerfile', 'utf8');
    expect(dockerfile).toContain('ENV PORT=9090\n');
    expect(dockerfile).toContain('FROM localhost:5000/base:1\n');
  });

  it('of Node starts with the file that its build copies', async () => {
    await addService(tree, NODE);
    expect(tree.read('apps/api/Dockerfile', 'utf8')).toMatch(
      /COPY --link dist\/apps\/api \/app\/[^]*ENTRYPOINT \["node", "main\.mjs"\]/,
    );
  });

  it('of Go is compiled in the image that was asked for', async () => {
    await addService(tree, { ...GO, builderBase: 'golang:1.19' });
    expect(tree.read('apps/api/Dockerfile', 'utf8')).toContain('$BUILDPLATFORM golang:1.19 AS');
  });

  it.each<[Partial<ServiceOptions>, string]>([
    [{ name: '@acme/Web' }, 'apps/acme/Web'],
    [{ directory: 'services/api/' }, 'services/api'],
  ])('%j is in %s', async (options, root) => {
    await addService(tree, { ...GO, ...options });
    const { name = '', targets } = readProjectConfiguration(tree, options.name ?? 'api');
    expect([name, tree.exists(`${root}/main.go`)]).toEqual([options.name ?? 'api', true]);
    const up = root.split('/').map(() => '..');
    expect(targets?.['build']).toMatchObject({
      command: `go build -trimpath -o ${up.join('/')}/dist/${root}/ .`,
    });
  });

  it('says what go.work needs', async () => {
    tree.write('go.work', 'go 1.19\n');
    expect(await addService(tree, GO)).toContain(
      'go.work has to name it, before anything else: go work use ./apps/api',
    );
  });
});

describe('the target of its image', () => {
  it.each<[string, ServiceOptions, Parameters<typeof register>[0], object | undefined]>([
    ['is inferred', NODE, [PLUGIN], undefined],
    ['is inferred with all that it depends on but the build', GO, [PLUGIN], { dependsOn: [] }],
    [
      'is inferred but for its registry',
      { ...NODE, registry: 'ghcr.io/acme' },
      [{ plugin: PLUGIN }],
      { options: { tags: ['ghcr.io/acme/{projectName}:latest'] } },
    ],
    [
      'is written where the plugin may look elsewhere',
      NODE,
      [{ plugin: PLUGIN, include: ['libs/**'] }],
      { executor: 'nx-docker-multiarch:build', dependsOn: ['build'] },
    ],
    [
      'has the registry without the plugin, too',
      { ...GO, registry: 'localhost:5000' },
      [],
      {
        executor: 'nx-docker-multiarch:build',
        dependsOn: [],
        options: { tags: ['localhost:5000/{projectName}:latest'] },
      },
    ],
  ])('%s: %j', async (_, options, plugins, target) => {
    register(plugins);
    await addService(tree, options);
    expect(readProjectConfiguration(tree, 'api').targets?.['docker-multiarch']).toEqual(target);
  });

  it('is called as nx.json says', async () => {
    register([{ plugin: PLUGIN, options: { targetName: 'image' } }]);
    expect(await addService(tree, GO)).toContain('Build its image: nx run api:image');
    expect(readProjectConfiguration(tree, 'api').targets).toHaveProperty('image');
  });
});

describe('what is there already', () => {
  it.each([GO, NODE])('is told and stays: %j', async (options) => {
    await addService(tree, options);
    const before = contents();
    const told = await addService(tree, { ...options, port: 9090 });
    expect(contents()).toEqual(before);
    expect(told[0]).toBe('api is there already: nothing was written');
    expect(told).toContain('apps/api/Dockerfile: is there already and was kept');
  });

  it('is told by the generator, too', async () => {
    await addService(tree, GO);
    const before = contents();
    const info = jest.spyOn(logger, 'info').mockReturnValue();
    await service(tree, { ...GO, skipFormat: true });
    expect(info).toHaveBeenCalledWith('api is there already: nothing was written');
    info.mockRestore();
    expect(contents()).toEqual(before);
  });

  it('is not mixed with another language', async () => {
    await addService(tree, NODE);
    const before = contents();
    await addService(tree, GO);
    expect(contents()).toEqual(before);
  });

  it('and has no Dockerfile is told how it gets one', async () => {
    addProjectConfiguration(tree, 'api', { root: 'apps/api' });
    expect(await addService(tree, GO)).toContain('Its Dockerfile: nx g nx-docker-multiarch:dockerfile api');
  });
});

describe('wrong options', () => {
  it.each<[string, Partial<ServiceOptions>, readonly string[]]>([
    ['a name with a blank', { name: 'my api' }, ['name "my api": is no name of a project.']],
    ['a name that leads elsewhere', { name: '../api' }, ['name "../api": is no name of a project.']],
    ['no name', { name: '' }, ['name "": is no name of a project.']],
    ['a name that is taken', { name: 'taken' }, ['name "taken": is the name of the project in libs/taken.']],
    ['a language that is not known', { language: 'rust' }, ['language "rust": is not known here.']],
    ['a language of JavaScript', { language: 'toString' }, ['language "toString": is not known here.']],
    ['a folder elsewhere', { directory: '../api' }, ['directory "../api": is no folder for a service.']],
    ['an absolute folder', { directory: '/srv/api' }, ['directory "/srv/api": is no folder for a service.']],
    ['the workspace itself', { directory: '.' }, ['directory ".": is no folder for a service.']],
    [
      'a folder with files',
      { directory: 'libs/taken' },
      ['directory "libs/taken": is there already, and no project of that name.'],
    ],
    [
      'a file',
      { directory: 'nx.json' },
      ['directory "nx.json": is there already, and no project of that name.'],
    ],
    ['a port too high', { port: 65_536 }, ['port 65536: is no port.']],
    ['half a port', { port: 80.5 }, ['port 80.5: is no port.']],
    [
      'a registry with a scheme',
      { registry: 'https://ghcr.io' },
      ['registry "https://ghcr.io": is no registry with a path.'],
    ],
    [
      'an image to compile in for what is not compiled',
      { language: 'node', builderBase: 'node:24' },
      ['builderBase "node:24": is not needed for node: its image is copied of what Nx has built.'],
    ],
    [
      'all at once',
      { name: 'my api', language: 'rust', directory: '..', port: 0, registry: 'a b' },
      [
        'name "my api": is no name of a project.',
        'language "rust": is not known here.',
        'directory "..": is no folder for a service.',
        'port 0: is no port.',
        'registry "a b": is no registry with a path.',
      ],
    ],
  ])('%s', async (_, options, problems) => {
    addProjectConfiguration(tree, 'taken', { root: 'libs/taken' });
    const before = contents();
    const failure: unknown = await addService(tree, { ...GO, ...options }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'OPTIONS_INVALID' });
    const { message } = failure as Error;
    expect(message.split('\n').filter((line) => line.startsWith('  - '))).toEqual(
      problems.map((problem) => `  - ${problem}`),
    );
    expect(message).toContain('nothing was written');
    expect(contents()).toEqual(before);
  });
});
