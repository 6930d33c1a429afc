import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parsePlatform, parseReference } from '@nx-docker-multiarch/oci/model';
import { createLayoutStore, replaceLayoutRoot } from '@nx-docker-multiarch/oci/store';
import { sampleImage } from '@nx-docker-multiarch/oci/testing';
import type { BuildPlan } from '../../plan/index.js';
import { sampleCache } from '../../plan/sample-plan.js';
import { createSampleService, type SampleService } from '../../testing/sample-service.js';
import type { RunTools } from '../run-tools.js';
import { identifyJobs } from './identify-jobs.js';

/** A change of each field of a plan, and whether it makes other images. */
const CHANGES: Readonly<Record<keyof BuildPlan, readonly [change: Partial<BuildPlan>, isInput: boolean]>> = {
  engine: [{ engine: 'embedded' }, true],
  target: [{ target: 'last' }, true],
  buildArgs: [{ buildArgs: { A: 'b' } }, true],
  labelTemplates: [{ labelTemplates: { a: '{sha}' } }, true],
  annotationTemplates: [{ annotationTemplates: { a: '{sha}' } }, true],
  ociLabels: [{ ociLabels: true }, true],
  provenance: [{ provenance: 'max' }, true],
  sbom: [{ sbom: { generator: undefined } }, true],
  network: [{ network: 'none' }, true],
  addHosts: [{ addHosts: ['a:1.2.3.4'] }, true],
  shmSize: [{ shmSize: '1g' }, true],
  ulimits: [{ ulimits: ['nofile=1'] }, true],
  allow: [{ allow: ['network.host'] }, true],
  secrets: [{ secrets: [{ id: 'a', variable: 'A' }] }, true],
  ssh: [{ ssh: [{ id: 'default', paths: [] }] }, true],
  platforms: [{ platforms: ['linux/arm64', 'linux/s390x'].map(parsePlatform) }, true],
  dockerfile: [{ dockerfile: 'other.Dockerfile' }, true],
  context: [{ context: 'other' }, true],
  buildContexts: [{ buildContexts: { assets: 'other-assets' } }, true],
  projectName: [{ projectName: 'other' }, false],
  workspaceRoot: [{ workspaceRoot: '/other' }, false],
  labels: [{ labels: { a: 'b' } }, false],
  defaultLabels: [{ defaultLabels: ['a'] }, false],
  annotations: [{ annotations: { a: 'b' } }, false],
  references: [{ references: [parseReference('two.example/acme/api:2')] }, false],
  push: [{ push: false }, false],
  outputPath: [{ outputPath: '/somewhere' }, false],
  load: [{ load: true }, false],
  index: [{ index: 'always' }, false],
  cache: [{ cache: sampleCache({ mode: 'registry', prefix: 'x-' }) }, false],
  cacheFrom: [{ cacheFrom: [{ type: 'gha' }] }, false],
  cacheTo: [{ cacheTo: [{ type: 'gha' }] }, false],
  noCache: [{ noCache: true }, false],
  pull: [{ pull: true }, false],
  builder: [{ builder: 'ci' }, false],
  insecureRegistries: [{ insecureRegistries: ['one.example'] }, false],
  mirrors: [{ mirrors: { 'one.example': ['two.example'] } }, false],
  caFiles: [{ caFiles: { 'one.example': '/ca' } }, false],
  resultFile: [{ resultFile: '/result' }, false],
  verbosity: [{ verbosity: 'quiet' }, false],
  dryRun: [{ dryRun: true }, false],
  explain: [{ explain: true }, false],
  jobs: [{ jobs: 1 }, false],
};

describe('identifyJobs', () => {
  let directory = '';
  let service: SampleService;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-identify-'));
    service = await createSampleService(directory);
    await service.write('other.Dockerfile', 'FROM base.example/base:1 AS last\n');
    for (const name of ['other/app/run', 'other-assets/site/index.html']) await service.write(name, 'other');
    await service.putBase({}, ['linux/s390x']);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function keys(
    change: Partial<BuildPlan> = {},
    tools: Partial<RunTools> = {},
  ): Promise<readonly unknown[]> {
    const plan = { ...service.plan(change), ...placed(change) };
    const jobs = await identifyJobs(plan, { ...service.tools(), ...tools });
    return jobs.map(({ known }) => known?.inputDigest);
  }

  function placed(change: Partial<BuildPlan>): Partial<BuildPlan> {
    const { dockerfile, context, buildContexts } = change;
    return {
      ...(dockerfile !== undefined && { dockerfile: service.file(dockerfile) }),
      ...(context !== undefined && { context: service.file(context) }),
      ...(buildContexts !== undefined && {
        buildContexts: Object.fromEntries(
          Object.entries(buildContexts).map(([name, folder]) => [name, service.file(folder)]),
        ),
      }),
    };
  }

  it('gives each platform a key of its own, the same each time', async () => {
    const first = await keys();
    expect(new Set(first).size).toBe(2);
    expect(first).not.toContain(undefined);
    expect(await keys()).toEqual(first);
  });

  it.each(Object.entries(CHANGES))('knows whether %s makes another image', async (_, [change, isInput]) => {
    const [before, after] = [await keys(), await keys(change)];
    expect(after).not.toContain(undefined);
    if (isInput) expect(after[0]).not.toBe(before[0]);
    else expect(after).toEqual(before);
  });

  it('takes the time that the user gives everything', async () => {
    expect(await keys({}, { sourceDateEpoch: 1 })).not.toEqual(await keys());
  });

  it('has the same key wherever the workspace is, and in whatever order the files were written', async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'nxdm-identify-'));
    try {
      const before = await keys();
      const other = await createSampleService(elsewhere, true);
      await other.putBase({}, ['linux/s390x']);
      const jobs = await identifyJobs(other.plan(), other.tools());
      expect(jobs.map(({ known }) => known?.inputDigest)).toEqual(before);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  it('asks for each base once', async () => {
    let asked = 0;
    const tools = service.tools();
    const open: RunTools['openRepository'] = (reference, access) => {
      const store = tools.openRepository(reference, access);
      const counted = {
        ...store,
        findManifest: (...args: [string]) => (asked++, store.findManifest(...args)),
      };
      return counted;
    };
    await keys({}, { openRepository: open, bases: service.basesOf(open) });
    expect(asked).toBe(1);
  });

  it('pins a base to the index that its name points to, and leaves one with a digest alone', async () => {
    const [first] = await identifyJobs(service.plan(), service.tools());
    const digest = service.repository('base.example/base').tags().get('1');
    expect(first?.job.plan.buildContexts['base.example/base:1']).toBe(
      `docker-image://base.example/base:1@${digest}`,
    );
    await service.write('pinned.Dockerfile', `FROM base.example/base:1@${digest}\n`);
    const [pinned] = await identifyJobs(
      service.plan({ dockerfile: service.file('pinned.Dockerfile') }),
      service.tools(),
    );
    expect(Object.keys(pinned?.job.plan.buildContexts ?? {})).toEqual(['assets']);
  });

  it('pins a layout to what its tag points to', async () => {
    const folder = service.file('dist/@acme/base');
    const layout = createLayoutStore(folder);
    const image = await sampleImage(layout, { platform: 'linux/amd64', layers: [{ etc: 'base' }] });
    await replaceLayoutRoot(folder, image.manifest, '1');
    const buildContexts = { assets: `oci-layout://${folder}:1` };
    const [first] = await identifyJobs(service.plan({ buildContexts }), service.tools());
    expect(first?.job.plan.buildContexts).toMatchObject({
      assets: `oci-layout://${folder}:1@${image.manifest.digest}`,
    });
  });

  it('says of each image what its base is', async () => {
    const jobs = await identifyJobs(service.plan({ ociLabels: true }), service.tools());
    expect(jobs.map(({ job }) => job.annotations)).toEqual([
      expect.objectContaining({ 'org.opencontainers.image.base.name': 'base.example/base:1' }),
      expect.objectContaining({ 'org.opencontainers.image.base.digest': expect.stringContaining('sha256:') }),
    ]);
  });

  it('leaves a label to the Dockerfile that nobody asked for', async () => {
    await service.write('labelled.Dockerfile', 'FROM base.example/base:1\nLABEL title=own\n');
    const labels = { title: 'api', version: '1' };
    const [first] = await identifyJobs(
      service.plan({
        ...{ labels, labelTemplates: labels, defaultLabels: ['title', 'version'] },
        dockerfile: service.file('labelled.Dockerfile'),
      }),
      service.tools(),
    );
    expect(first?.job.plan.labels).toEqual({ version: '1' });
  });
});
