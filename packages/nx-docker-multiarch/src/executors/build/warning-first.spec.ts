import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { samplePlan } from '../../plan/sample-plan.js';
import { fixedEngine, SAMPLE_PLATFORMS } from '../../testing/sample-engine.js';
import { sampleTools } from '../../testing/sample-tools.js';
import { warningFirst } from './warning-first.js';

describe('warningFirst', () => {
  let root: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'warn-')));
    await mkdir(join(root, 'api'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function warningsOf(text: string | undefined, replaced = {}): Promise<readonly string[]> {
    const dockerfile = join(root, 'api/Dockerfile');
    if (text !== undefined) await writeFile(dockerfile, text);
    const warnings: string[] = [];
    const plan = samplePlan({ workspaceRoot: root, context: root, dockerfile, ...replaced });
    const engine = warningFirst(fixedEngine(), plan, { warn: (warning) => warnings.push(warning) });
    const [platform] = SAMPLE_PLATFORMS;
    if (platform === undefined) throw new Error('no platform');
    const { signal } = new AbortController();
    const scope = { ...sampleTools(root, () => createMemoryStore()), target: undefined, signal };
    // Once, however many turns the platforms are built in.
    for (const _ of SAMPLE_PLATFORMS) await engine.build([{ plan, platform, annotations: {} }], scope);
    return warnings;
  }

  it('says where, what, what to do, and where that is explained', async () => {
    const [warning, ...others] = await warningsOf('FROM scratch\nCOPY api-amd64 /api\n');
    expect(warning).toMatch(
      /^api\/Dockerfile:2: COPY names amd64 \(api-amd64\), and .* as well\. Let the platform choose: /,
    );
    expect(warning).toMatch(/\. \(node_modules\/.*\/docs\/lint\/hard-coded-architecture\.md\)$/);
    expect(others).toEqual([]);
  });

  it('says no notes', async () => {
    await expect(warningsOf('FROM alpine:3.22\nRUN apk add curl\n')).resolves.toEqual([]);
  });

  it('leaves to BuildKit what it says itself', async () => {
    const text = 'FROM scratch\nARG NPM_TOKEN\n';
    await expect(warningsOf(text, { engine: 'buildx' })).resolves.toEqual([]);
    await expect(warningsOf(text, { engine: 'embedded' })).resolves.toHaveLength(1);
  });

  it('says of secrets what BuildKit does not', async () => {
    const text = 'ARG NPM_TOKEN\nFROM scratch\nARG GITHUB_PAT\nENV DB_PASS=x\n';
    await expect(warningsOf(text, { engine: 'buildx' })).resolves.toHaveLength(3);
  });

  it('is quiet if it is to be', async () => {
    await expect(warningsOf('FROM alpine\n', { verbosity: 'quiet' })).resolves.toEqual([]);
  });

  it.each([
    ['what is no Dockerfile', 'FROM\n'],
    ['what is not there', undefined],
  ])('leaves %s to the engine', async (_title, text) => {
    await expect(warningsOf(text)).resolves.toEqual([]);
  });
});
