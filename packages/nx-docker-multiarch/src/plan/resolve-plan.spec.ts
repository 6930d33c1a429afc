import { formatPlatform, formatReference } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from './build-plan.js';
import type { PlanFacts } from './plan-facts.js';
import { resolvePlan } from './resolve-plan.js';
import { sampleFacts } from './sample-facts.js';

function messageOf(options: object, replaced: Partial<PlanFacts> = {}): string {
  try {
    resolvePlan(options, sampleFacts(replaced));
  } catch (error) {
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID' });
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

function bulletsOf(options: object, replaced?: Partial<PlanFacts>): string[] {
  return messageOf(options, replaced)
    .split('\n')
    .filter((line) => line.startsWith('  - '));
}

describe('resolvePlan without an option', () => {
  it('knows every default', () => {
    const { platforms, ...plan } = resolvePlan({}, sampleFacts());
    expect(platforms.map(formatPlatform)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(plan).toEqual<Omit<BuildPlan, 'platforms'>>({
      projectName: 'api',
      workspaceRoot: '/ws',
      engine: 'auto',
      dockerfile: '/ws/apps/api/Dockerfile',
      context: '/ws',
      references: [],
      push: false,
      outputPath: '/ws/dist/images/api',
      load: false,
      index: 'auto',
      target: undefined,
      buildArgs: {},
      buildContexts: {},
      labels: {
        'org.opencontainers.image.title': 'api',
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567',
        'org.opencontainers.image.created': '2026-01-30T08:00:00Z',
      },
      annotations: {},
      labelTemplates: {
        'org.opencontainers.image.title': 'api',
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.revision': '{sha}',
        'org.opencontainers.image.created': '{commitTime}',
        'org.opencontainers.image.source': '{source}',
      },
      annotationTemplates: {},
      ociLabels: true,
      defaultLabels: [
        'org.opencontainers.image.title',
        'org.opencontainers.image.version',
        'org.opencontainers.image.revision',
        'org.opencontainers.image.created',
      ],
      secrets: [],
      ssh: [],
      cacheFrom: [],
      cacheTo: [],
      cache: {
        mode: 'local',
        read: true,
        write: true,
        repository: undefined,
        prefix: 'nxdm-',
        maxAgeMs: undefined,
      },
      noCache: false,
      pull: false,
      provenance: 'off',
      sbom: false,
      builder: undefined,
      addHosts: [],
      network: undefined,
      shmSize: undefined,
      ulimits: [],
      allow: [],
      insecureRegistries: [],
      mirrors: {},
      caFiles: {},
      resultFile: '/ws/dist/docker-multiarch/api.json',
      verbosity: 'normal',
      dryRun: false,
      explain: false,
      jobs: 2,
    });
  });
});

describe('resolvePlan', () => {
  it.each<[string, object, Partial<BuildPlan>]>([
    ['a pushed image has no layout', { push: true, tags: 'a:1' }, { outputPath: undefined }],
    ['a loaded image has no layout', { load: true }, { outputPath: undefined }],
    ['a layout can be asked for', { load: true, outputPath: 'out/x' }, { outputPath: '/ws/out/x' }],
    ['the context from project.json', { context: '' }, { context: '/ws' }],
    [
      'the context from the command line',
      { context: '{workspaceRoot}/dist/api' },
      { context: '/ws/dist/api' },
    ],
    ['a remote context', { context: 'https://x.test/a.git#main' }, { context: 'https://x.test/a.git#main' }],
    ['--no-cache', { cache: false }, { noCache: true }],
    ['--explain', { explain: true }, { explain: true }],
    ['provenance by default of the engine', { provenance: true }, { provenance: 'min' }],
    ['provenance in full', { provenance: 'max' }, { provenance: 'max' }],
    ['no provenance', { provenance: false }, { provenance: 'off' }],
    ['an SBOM', { sbom: true }, { sbom: { generator: undefined } }],
    ['an SBOM by a generator', { sbom: 'x.test/gen:1' }, { sbom: { generator: 'x.test/gen:1' } }],
    ['an SBOM by an object', { sbom: { generator: 'gen:1' } }, { sbom: { generator: 'gen:1' } }],
    ['a stage that Nx made a number', { target: 2 }, { target: '2' }],
    [
      'empty texts of unset variables',
      { target: '', builder: '' },
      { target: undefined, builder: undefined },
    ],
    ['a size that Nx made a number', { shmSize: 64 }, { shmSize: '64' }],
    ['hosts', { addHosts: 'a=10.0.0.1' }, { addHosts: ['a:10.0.0.1'] }],
    [
      'at most 4 at once',
      { platforms: 'linux/amd64,linux/arm64,linux/386,linux/arm,linux/s390x' },
      { jobs: 4 },
    ],
    ['as many at once as asked', { jobs: 7 }, { jobs: 7 }],
    ['engine auto', { engine: 'auto' }, { engine: 'auto' }],
    [
      'engine embedded, with options that ask for nothing',
      { engine: 'embedded', provenance: false, sbom: false, secrets: [], builder: '' },
      { engine: 'embedded' },
    ],
    [
      'tokens in maps',
      { labels: { v: '{version}' }, buildArgs: 'S={shortSha}' },
      { labels: { v: '1.2.3' }, buildArgs: { S: '0123456' } },
    ],
    ['JSON in a label', { labels: { x: '{"a":1}' } }, { labels: { x: '{"a":1}' } }],
    [
      'named contexts',
      {
        buildContexts: {
          a: 'dist/api',
          b: 'docker-image://x:1',
          c: 'oci-layout://out@sha256:0',
          d: 'git@x.test:a',
        },
      },
      {
        buildContexts: {
          a: '/ws/dist/api',
          b: 'docker-image://x:1',
          c: 'oci-layout:///ws/out@sha256:0',
          d: 'git@x.test:a',
        },
      },
    ],
  ])('%s', (_title, options, expected) => {
    expect(resolvePlan(options, sampleFacts())).toMatchObject(expected);
  });

  it.each([
    [{ quiet: true }, false, 'quiet'],
    [{}, true, 'verbose'],
    [{ quiet: true }, true, 'verbose'],
    [{ quiet: false }, false, 'normal'],
  ] as const)('with %j and --verbose %s it is %s', (options, isVerbose, expected) => {
    expect(resolvePlan(options, sampleFacts({ isVerbose })).verbosity).toBe(expected);
  });

  it('names a loaded image after its project, and no other', () => {
    const named = (options: object) => resolvePlan(options, sampleFacts()).references.map(formatReference);
    expect(named({ load: true })).toEqual(['docker.io/library/api:latest']);
    expect(named({ load: true, tags: 'a.test/x:1' })).toEqual(['a.test/x:1']);
    expect(named({})).toEqual([]);
  });

  it('makes file names of a scoped project', () => {
    const plan = resolvePlan({}, sampleFacts({ projectName: '@acme/Web' }));
    expect(plan).toMatchObject({
      projectName: '@acme/Web',
      outputPath: '/ws/dist/images/acme-web-2caf0d9a',
      resultFile: '/ws/dist/docker-multiarch/acme-web-2caf0d9a.json',
    });
  });

  it('never holds the value of a secret', () => {
    const plan = resolvePlan({ secrets: 'id=npm,env=NPM_TOKEN' }, sampleFacts());
    expect(JSON.stringify(plan)).not.toContain('tops3cret');
  });
});

describe('resolvePlan refuses', () => {
  it('everything that is wrong at once', () => {
    const options = {
      pusj: true,
      platforms: 'linux/arm46,linux/amd64',
      tags: ['ghcr.io/acme/api:1 0', 'ghcr.io/acme/api:ok'],
      dockerfile: 'apps/api/Dokerfile',
      context: 'dist/nope',
      secrets: ['id=a,src=nope.txt', 'id=b,env=NOPE'],
      cache: false,
      cacheFrom: 'ghcr.io/acme/api:cache',
      jobs: 'many',
    };
    expect(messageOf(options)).toBe(`Reading the options of api: 9 problems, nothing was built
  - pusj: there is no such option.
    Did you mean "push"?
  - jobs "many": must be a whole number, 1 or more.
    Write it like --jobs=1.
  - cacheFrom: it excludes "cache": false (--no-cache), with which no earlier result is used.
    Take one of the two out.
  - tags "ghcr.io/acme/api:1 0": tag "1 0" is not 1 to 128 letters, digits, "_", "." or "-".
    Write it like ghcr.io/acme/api:1.0.0.
  - dockerfile "apps/api/Dokerfile": there is no file /ws/apps/api/Dokerfile.
    Create it, or name another file; paths are relative to the workspace root.
  - context "dist/nope": there is no folder /ws/dist/nope.
    Create it, or name another folder; paths are relative to the workspace root.
  - secrets "id=a": there is no file /ws/nope.txt.
    Create it, or name another file; paths are relative to the workspace root.
  - secrets "id=b": the environment variable NOPE is not set.
    Set it for this command; in CI, pass the secret on as NOPE.
  - platforms "linux/arm46": "arm46" is not an architecture that images are made for.
    Did you mean arm64? Write it like linux/amd64, linux/arm64 or linux/arm/v7.`);
  });

  it.each<[string, object, string]>([
    ['push without tags', { push: true }, 'push: there is no tag to push to'],
    ['push with empty tags', { push: true, tags: '' }, 'push: there is no tag to push to'],
    ['a Dockerfile that is a folder', { dockerfile: 'apps/api' }, 'is a folder, not a file'],
    ['a context that is a file', { context: '.npmrc' }, 'is a file, not a folder'],
    ['a named context that is missing', { buildContexts: 'a=nope' }, 'there is no folder /ws/nope'],
    [
      'a platform as a build argument',
      { buildArgs: 'TARGETARCH=amd64' },
      'the key "TARGETARCH" can\'t be set',
    ],
    ["buildx's annotation prefixes", { annotations: { 'index:a': 'x' } }, 'the key "index:a" is not a name'],
    ['a label with a space', { labels: { 'a b': 'x' } }, 'the key "a b" is empty or has a space'],
    ['a token that is unknown', { labels: { a: '{env.NOPE}' } }, 'labels "a": {env.NOPE} is not known'],
    ['an SBOM generator that is no image', { sbom: 'A B' }, 'sbom "A B"'],
    [
      'an engine that there is not',
      { engine: 'buildah' },
      'engine "buildah": must be auto or embedded or buildx',
    ],
  ])('%s', (_title, options, bullet) => {
    const bullets = bulletsOf(options);
    expect(bullets).toHaveLength(1);
    expect(bullets[0]).toContain(bullet);
  });

  it('no tags twice where the tags are wrong anyway', () => {
    expect(bulletsOf({ push: true, tags: { a: 1 } })).toEqual([
      '  - tags {"a":1}: must be a text or a list of texts.',
    ]);
    expect(bulletsOf({ push: true, tags: 'A:1' })).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['provenance', { provenance: 'max' }],
    ['sbom', { sbom: true }],
    ['secrets', { secrets: 'id=token,env=TOKEN' }],
    ['ssh', { ssh: 'default' }],
    ['cacheFrom', { cacheFrom: 'ghcr.io/acme/api:cache' }],
    ['cacheTo', { cacheTo: ['ghcr.io/acme/api:cache'] }],
    ['builder', { builder: 'ci' }],
  ])('%s for the embedded engine', (option, options) => {
    expect(messageOf({ ...options, engine: 'embedded' })).toContain(
      `- ${option}: it excludes "engine": "embedded"`,
    );
  });

  it('with an example that fits the project', () => {
    expect(messageOf({ push: true }, { projectName: '@acme/Web' })).toContain(
      'like --tags=ghcr.io/acme/web:1.0.0,',
    );
  });

  it('a missing default Dockerfile without a value, for none was given', () => {
    expect(bulletsOf({}, { projectRoot: 'apps/other' })).toEqual([
      '  - dockerfile: there is no file /ws/apps/other/Dockerfile.',
    ]);
  });

  it('without a secret in what it says', () => {
    const message = messageOf({
      buildArgs: ['=tops3cret', 'a b=tops3cret'],
      secrets: 'tops3cret',
      context: 'https://me:tops3cret@x.test/a',
      cacheTo: 'type=s3,tops3cret',
      sbom: 'https://me:tops3cret@x.test/a?tops3cret',
    });
    expect(message).not.toContain('tops3cret');
  });
});
