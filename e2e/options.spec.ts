import { expectSuccess } from './support/command.js';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createWorkspace, type Workspace } from './support/workspace.js';

describe('wrong options', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace();
    await workspace.addProject('api', { Dockerfile: 'FROM scratch\n' });
  });

  afterAll(() => workspace?.remove());

  it('are all told in one error, and nothing is built', async () => {
    const { exitCode, output } = await workspace.nx([
      'run',
      'api:docker-multiarch',
      '--push',
      '--platforms=linux/amd64,linux',
      '--tags=ghcr.io/Acme/api:1',
      '--dockerfile=api/Dockerfile.missing',
      '--context=nowhere',
      '--secrets=id=npmrc,src=missing.npmrc',
      '--no-cache',
      '--cacheFrom=type=registry,ref=ghcr.io/acme/cache',
      '--lables=a=b',
    ]);
    expect(exitCode).toBe(1);
    expect(output.match(/OPTIONS_INVALID/g)).toHaveLength(1);
    const named = [
      '"linux"',
      'Acme/api',
      'Dockerfile.missing',
      'nowhere',
      'missing.npmrc',
      'cacheFrom',
      'labels',
    ];
    for (const each of named) expect(output).toContain(each);
    expect(await readdir(workspace.root)).not.toContain('dist');
  });

  it('a misspelt key in project.json is refused with the nearest known name', async () => {
    await workspace.addProject('typo', { Dockerfile: 'FROM scratch\n' }, { plattforms: ['linux/amd64'] });
    const { exitCode, output } = await workspace.nx(['run', 'typo:docker-multiarch']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/plattforms.*platforms/s);
  });

  it.each([
    ['a misspelt instruction', 'FORM scratch\n', [], 'Dockerfile:1: .*FORM', 'Did you mean FROM?'],
    [
      'a target that is no stage',
      'FROM scratch AS build\nFROM scratch AS test\n',
      ['--stage=prod'],
      'Dockerfile: there is no stage "prod"',
      'The stages are build, test',
    ],
  ])('%s is told before an engine is chosen', async (_title, dockerfile, args, message, hint) => {
    await workspace.addProject('wrong', { Dockerfile: dockerfile });
    const { exitCode, output } = await workspace.nx(['run', 'wrong:docker-multiarch', ...args]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(`DOCKERFILE_INVALID: Reading wrong/${message}`));
    expect(output).toContain(hint);
    expect(output).toContain('--engine=buildx');
    expect(output).not.toContain('engine buildx:');
  });

  it('--push without tags is an error with an example', async () => {
    const { exitCode, output } = await workspace.nx(['run', 'api:docker-multiarch', '--push']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/push: .*--tags=\S+\/\S+:\S+/s);
  });

  it('a dry run from a folder below tells what would happen and does nothing', async () => {
    const { exitCode, output } = await workspace.nx(
      ['run', 'api:docker-multiarch', '--dryRun', '--push', '--tags=ghcr.io/acme/{projectName}:{date}'],
      { cwd: path.join(workspace.root, 'api') },
    );
    expectSuccess({ exitCode, output });
    expect(output).toMatch(/ghcr\.io\/acme\/api:\d{8}/);
    expect(output).toContain(path.join(workspace.root, 'api/Dockerfile'));
    expect(await readdir(workspace.root)).not.toContain('dist');
  });
});
