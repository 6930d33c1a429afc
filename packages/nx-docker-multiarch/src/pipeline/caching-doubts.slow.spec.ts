import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OciError } from '@nx-docker-multiarch/oci/errors';
import { parsePlatform, parseReference, type Digest } from '@nx-docker-multiarch/oci/model';
import { verifyImage } from '@nx-docker-multiarch/oci/store';
import { sampleIndex } from '@nx-docker-multiarch/oci/testing';
import type { BuildPlan } from '../plan/index.js';
import { fixedEngine, SAMPLE_PLATFORMS } from '../testing/sample-engine.js';
import {
  createSampleService,
  outcomesOf,
  SAMPLE_DOCKERFILE,
  SAMPLE_REFERENCES,
  type SampleService,
} from '../testing/sample-service.js';
import { buildImage } from './build-image.js';
import { identifyJobs } from './inputs/identify-jobs.js';
import type { RunTools } from './run-tools.js';

describe('what can’t be believed', () => {
  let directory = '';
  let service: SampleService;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'nxdm-doubts-'));
    service = await createSampleService(directory);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it.each<[string, () => Promise<void>, () => Promise<void>]>([
    [
      'a file is changed',
      () => service.write('app/data.txt', 'edited'),
      () => service.write('app/data.txt', 'data'),
    ],
    ['a file is added', () => service.write('app/late.txt', 'late'), () => rm(service.file('app/late.txt'))],
    [
      'the Dockerfile is taken away',
      () => rm(service.file('Dockerfile')),
      () => service.write('Dockerfile', SAMPLE_DOCKERFILE.join('\n')),
    ],
    [
      'a context is taken away',
      () => rm(service.file('assets'), { recursive: true }),
      () => service.write('assets/site/index.html', '<p>'),
    ],
  ])('is not remembered where %s while it is built', async (_, change, undo) => {
    const engine = fixedEngine();
    const edited = {
      ...engine,
      build: async (...args: Parameters<typeof engine.build>) => {
        await change();
        return engine.build(...args);
      },
    };
    await buildImage(service.plan(), edited, service.tools());
    expect(service.warnings).toEqual([expect.stringContaining('changed while it was built')]);
    await undo();
    expect(outcomesOf(await service.build())).toEqual(['built', 'built']);
  });

  it('is not remembered where it could not be read back', async () => {
    const { openRepository } = service.tools();
    const losing: RunTools['openRepository'] = (reference, access) => {
      const store = openRepository(reference, access);
      const readBlob: typeof store.readBlob = () => {
        throw new OciError('NOT_FOUND', 'it is lost');
      };
      return access === 'push' ? { ...store, readBlob } : store;
    };
    const references = SAMPLE_REFERENCES.slice(0, 1);
    await expect(service.build({ references }, { openRepository: losing })).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
    });
    expect(outcomesOf(await service.build())).toEqual(['built', 'built']);
  });

  it('is not remembered on a base with ONBUILD instructions, but copied from one it is', async () => {
    await service.putBase({}, [], ['COPY README.md /r']);
    await service.build();
    expect(service.warnings).toEqual([expect.stringContaining('ONBUILD')]);
    expect(outcomesOf(await service.build())).toEqual(['built', 'built']);
    await service.write('Dockerfile', 'FROM scratch\nCOPY --from=base.example/base:1 /etc /etc\n');
    await service.build();
    expect(outcomesOf(await service.build())).toEqual(['cached', 'cached']);
  });

  const DOUBTS: [string, readonly string[], Partial<BuildPlan>, RegExp][] = [
    ['a stage called like its image', ['FROM base.example/base:1', 'FROM node AS node'], {}, /node/],
    [
      'an old frontend',
      ['# syntax=docker/dockerfile:1.2', 'FROM base.example/base:1'],
      {},
      /dockerfile:1\.2/,
    ],
    [
      'a frontend of somebody else',
      ['# syntax=acme/frontend', 'FROM base.example/base:1'],
      {},
      /acme\/frontend/,
    ],
    [
      'a frontend by build argument',
      ['FROM base.example/base:1'],
      { buildArgs: { BUILDKIT_SYNTAX: 'acme/frontend' } },
      /acme\/frontend/,
    ],
    [
      'a frontend below a shell’s line',
      ['#!/usr/bin/build', '# syntax=acme/frontend', 'FROM base.example/base:1'],
      {},
      /acme\/frontend/,
    ],
    [
      'a base that is not there',
      ['FROM base.example/base:2'],
      {},
      /Dockerfile:1: base.example\/base:2 can't be looked up \(.* has no 2\)/,
    ],
    [
      'an image to copy from that is not there for a platform',
      ['FROM scratch', 'COPY --from=base.example/amd64:1 /etc /etc'],
      {},
      /Dockerfile:2: base.example\/amd64:1 is not there for linux\/arm64/,
    ],
    ['what is no Dockerfile', ['COPY a b'], {}, /before the first FROM/],
  ];
  it('is not built on a base that is not there for a platform', async () => {
    await service.putOnly('base.example/amd64', parsePlatform('linux/amd64'));
    await service.write('Dockerfile', 'FROM base.example/amd64:1\n');
    await expect(service.build()).rejects.toMatchObject({
      code: 'BASE_IMAGE_MISSING',
      message: 'Reading Dockerfile:1: base.example/amd64:1 is there for linux/amd64, not for linux/arm64',
    });
  });

  it.each(DOUBTS)('is %s: it is built without pins, and why is said', async (_, lines, changes, said) => {
    const amd64 = await service.putOnly(
      'base.example/amd64',
      SAMPLE_PLATFORMS[0] ?? parsePlatform('linux/amd64'),
    );
    await service.repository('docker.io/library/node').writeManifest(amd64, 'latest');
    await service.write('Dockerfile', lines.join('\n'));
    const plan = service.plan({ ...changes, buildContexts: {} });
    const jobs = await identifyJobs(plan, service.tools());
    expect(jobs.map(({ known }) => known)).toContain(undefined);
    expect(service.warnings.join('\n')).toMatch(said);
  });

  it('is an image of which another repository has lost a part', async () => {
    const references = [...SAMPLE_REFERENCES, parseReference('two.example/acme/api:1')];
    const first = await service.build({ references });
    const two = service.repository('two.example/acme/api');
    await two.deleteManifest(first.platforms[1]?.manifest.digest as Digest);
    const again = await service.build({ references });
    expect(outcomesOf(again)).toEqual(['cached', 'cached']);
    await verifyImage(two, '1', { digest: first.root.digest, platforms: SAMPLE_PLATFORMS });
  });

  it('costs a single platform no more than its entry, its image and its tags', async () => {
    const plan = { platforms: SAMPLE_PLATFORMS.slice(0, 1) };
    await service.build(plan);
    const asked: string[] = [];
    const tools = service.tools();
    await service.build(plan, {
      openRepository: (reference, access) =>
        new Proxy(tools.openRepository(reference, access), {
          get: (store, name) => (
            ['resolve', 'findManifest', 'readManifest', 'hasBlob', 'writeManifest'].includes(String(name)) &&
              asked.push(String(name)),
            store[name as keyof typeof store]
          ),
        }),
    });
    expect(asked.sort()).toEqual(['findManifest', 'resolve', 'resolve', 'resolve']);
  });

  it('is an index without its entry’s platforms', async () => {
    const store = service.repository('one.example/acme/api');
    await sampleIndex(store, [], '1');
    expect(outcomesOf(await service.build())).toEqual(['built', 'built']);
  });
});
