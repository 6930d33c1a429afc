import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../plan/index.js';
import { samplePlan } from '../plan/sample-plan.js';
import { chooseEngine } from './choose-engine.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choose-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function choose(dockerfile: string | undefined, changes: Partial<BuildPlan> = {}): Promise<string> {
  const file = join(folder, 'Dockerfile');
  if (dockerfile !== undefined) await writeFile(file, dockerfile);
  const plan = samplePlan({
    engine: 'auto',
    workspaceRoot: folder,
    context: folder,
    dockerfile: file,
    ...changes,
  });
  const { name, reason } = await chooseEngine(plan, parsePlatform('linux/amd64'));
  return `${name}: ${reason}`;
}

const COPY = 'FROM scratch\nCOPY x /\n';
const NOTHING_RUNS = 'embedded: nothing in the Dockerfile runs for the image';
const RUNS = 'FROM busybox AS build\nRUN x\nFROM scratch\nCOPY --from=build /x /\n';

describe('auto', () => {
  it.each<[string, string, Partial<BuildPlan>, string]>([
    ['a Dockerfile that only copies', COPY, {}, NOTHING_RUNS],
    ['one that runs something', RUNS, {}, 'buildx: Dockerfile:2: RUN needs a builder'],
    [
      'a target in front of what runs',
      `FROM scratch AS app\nCOPY x /\nFROM busybox\nRUN x\n`,
      { target: 'app' },
      NOTHING_RUNS,
    ],
    ['a folder for the stage that runs', RUNS, { buildContexts: { build: '/dist/api' } }, NOTHING_RUNS],
    [
      'one platform that only a builder makes',
      COPY,
      { platforms: [parsePlatform('linux/amd64'), parsePlatform('windows/amd64')] },
      'buildx: Dockerfile:1: windows images need a builder',
    ],
    [
      'a build context elsewhere',
      COPY,
      { context: 'https://a.test/acme/api.git' },
      'buildx: the build context is on another machine',
    ],
    ['provenance', COPY, { provenance: 'min' }, 'buildx: the option provenance needs a builder'],
    ['an sbom', COPY, { sbom: { generator: undefined } }, 'buildx: the option sbom needs a builder'],
    [
      'secrets',
      COPY,
      { secrets: [{ id: 'a', variable: 'A' }] },
      'buildx: the option secrets needs a builder',
    ],
    ['ssh', COPY, { ssh: [{ id: 'default', paths: [] }] }, 'buildx: the option ssh needs a builder'],
    ['cacheFrom', COPY, { cacheFrom: [{ type: 'gha' }] }, 'buildx: the option cacheFrom needs a builder'],
    ['cacheTo', COPY, { cacheTo: [{ type: 'gha' }] }, 'buildx: the option cacheTo needs a builder'],
    ['a builder', COPY, { builder: 'b' }, 'buildx: the option builder needs a builder'],
  ])('for %s', async (_title, dockerfile, changes, choice) => {
    expect(await choose(dockerfile, changes)).toBe(choice);
  });

  it.each<[string, string, Partial<BuildPlan>, string, string]>([
    [
      'a misspelt instruction',
      'FORM scratch\n',
      {},
      'Reading Dockerfile:1: there is no',
      'Did you mean FROM?',
    ],
    [
      'the same where an option needs a builder',
      'FROM scratch\nCOPPY x /\n',
      { provenance: 'min' },
      'Reading Dockerfile:2: there is no',
      'Did you mean COPY?',
    ],
    [
      'the same with a frontend of Docker’s own',
      '# syntax=docker/dockerfile:1\nFORM scratch\n',
      {},
      'Reading Dockerfile:2: there is no',
      'Did you mean FROM?',
    ],
    [
      'a stage that is not there',
      'FROM a AS build\nFROM b AS test\n',
      { target: 'prod' },
      'Reading Dockerfile: there is no stage "prod"',
      'build, test',
    ],
  ])('refuses %s, and names the way round', async (_title, dockerfile, changes, message, hint) => {
    await expect(choose(dockerfile, changes)).rejects.toMatchObject({
      code: 'DOCKERFILE_INVALID',
      message: expect.stringContaining(message) as string,
      hint: expect.stringMatching(new RegExp(`${hint.replace('?', '\\?')}[^]*--engine=buildx$`)) as string,
    });
  });

  it.each<[string, string, Partial<BuildPlan>]>([
    ['by directive', '# syntax=acme/frontend\nFORM scratch\n', {}],
    ['by build argument', 'FORM scratch\n', { buildArgs: { BUILDKIT_SYNTAX: 'acme/frontend' } }],
  ])('leaves what somebody else’s frontend reads to buildx: %s', async (_title, dockerfile, changes) => {
    expect(await choose(dockerfile, changes)).toMatch(/^buildx: .*there is no instruction "FORM"/);
  });

  it('leaves a Dockerfile that is not there to buildx where an option needs it', async () => {
    expect(await choose(undefined, { provenance: 'min' })).toMatch(/^buildx: the option provenance/);
    await expect(choose(undefined)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

it.each(['embedded', 'buildx'] as const)(
  '%s is what the option says, whatever the Dockerfile',
  async (engine) => {
    expect(await choose(undefined, { engine })).toBe(`${engine}: as the option engine says`);
  },
);
