import { buildOptionsSchema } from '../../plan/index.js';
import { sampleFacts } from '../../plan/sample-facts.js';
import { resolvePlan } from '../../plan/resolve-plan.js';
import { convertOptions } from './convert-options.js';
import { MAPPING } from './mapping.js';
import { SCHEMA_OPTIONS } from './sample-schema.js';

type Case = readonly [option: string, value: unknown, options: object, findings?: readonly string[]];

const CASES: readonly Case[] = [
  ['engine', 'docker', {}],
  ['engine', 'podman', {}, ['blocks podman']],
  ['engine', 'kaniko', {}, ['blocks kaniko']],
  ['quiet', true, { quiet: true }],
  ['add-hosts', ['db.test:10.0.0.7'], { addHosts: ['db.test:10.0.0.7'] }],
  ['add-hosts', ['db.test:$IP'], {}, ['lost db.test:$IP']],
  ['allow', ['network.host'], { allow: ['network.host'] }],
  ['build-args', ['A=1', 'B=x=y', 'C='], { buildArgs: { A: '1', B: 'x=y', C: '' } }],
  ['build-args', ['A=${B}-$C.1'], { buildArgs: { A: '{env.B}-{env.C}.1' } }],
  ['build-args', ['NPM_TOKEN'], { buildArgs: { NPM_TOKEN: '{env.NPM_TOKEN}' } }, ['look NPM_TOKEN']],
  ['build-args', ['TARGETARCH=amd64'], {}, ['lost TARGETARCH=amd64']],
  ['build-args', ['1A=secret'], {}, ['lost 1A=…']],
  ['build-args', ['A={sha}'], { buildArgs: { A: '{sha}' } }, ['look A=…']],
  ['build-contexts', ['dist=dist/api'], { buildContexts: { dist: 'dist/api' } }],
  ['build-contexts', ['dist=$OUT'], {}, ['lost dist=$OUT']],
  ['builder', 'ci', { builder: 'ci' }],
  ['cache-from', 'acme/api:cache', { cacheFrom: ['acme/api:cache'] }],
  [
    'cache-from',
    ['type=registry,ref=$REGISTRY/api:cache', 'type=gha'],
    { cacheFrom: ['type=registry,ref={env.REGISTRY}/api:cache', 'type=gha'] },
  ],
  ['cache-from', ['type=s3,bucket=b,secret_access_key=abc'], {}, ['lost type=s3,…']],
  ['cache-from', ['type=local,src=$DIR'], {}, ['lost type=local,src=$DIR']],
  ['cache-to', ['type=gha,mode=max'], { cacheTo: ['type=gha,mode=max'] }],
  ['cgroup-parent', ['ci'], {}, ['lost ["ci"]']],
  ['context', '.', {}],
  ['context', '{{defaultContext}}', {}],
  ['context', '{workspaceRoot}', {}],
  ['context', 'dist/api', { context: 'dist/api' }],
  ['context', '$DIR', {}, ['blocks $DIR']],
  ['context', 'https://github.com/acme/api.git', {}, ['blocks https://github.com/acme/api.git']],
  ['file', '{projectRoot}/Dockerfile', {}],
  ['file', 'apps/api/Dockerfile', { dockerfile: 'apps/api/Dockerfile' }],
  ['file', '$DOCKERFILE', {}, ['blocks $DOCKERFILE']],
  ['labels', ['a=1', 'b=$B'], { labels: { a: '1', b: '{env.B}' } }],
  ['labels', ['a'], {}, ['lost a']],
  ['load', true, { load: true }],
  ['load', 'maybe', {}, ['lost maybe']],
  ['network', 'host', { network: 'host' }],
  ['network', 'mine', {}, ['lost mine']],
  ['no-cache', true, { cache: false }],
  ['no-cache', false, {}],
  ['no-cache-filters', ['build'], {}, ['lost ["build"]']],
  ['outputs', ['type=registry'], { push: true }],
  ['outputs', ['type=image,name=acme/api,push=true'], { push: true, tags: ['acme/api:latest'] }],
  ['outputs', ['type=image,annotation.a=1,oci-mediatypes=true'], { annotations: { a: '1' } }],
  ['outputs', ['type=registry,compression=zstd'], { push: true }, ['lost compression=zstd']],
  ['outputs', ['type=docker'], { load: true }],
  ['outputs', ['type=docker,dest=a.tar'], {}, ['lost type=docker,dest=a.tar']],
  ['outputs', ['type=oci,tar=false,dest=dist/oci'], { outputPath: 'dist/oci' }],
  ['outputs', ['type=oci,dest=a.tar'], {}, ['lost type=oci,dest=a.tar']],
  ['outputs', ['type=cacheonly'], {}, ['lost type=cacheonly']],
  ['outputs', ['type=local,dest=out'], {}, ['blocks type=local,dest=out']],
  ['outputs', ['out'], {}, ['blocks out']],
  ['platforms', ['linux/amd64', 'linux/arm64'], { platforms: ['linux/amd64', 'linux/arm64'] }],
  ['platforms', ['$PLATFORMS'], {}, ['lost $PLATFORMS']],
  ['provenance', 'true', { provenance: true }],
  ['provenance', 'false', { provenance: false }],
  ['provenance', 'mode=max,builder-id=x', { provenance: 'max' }, ['lost builder-id=x']],
  ['provenance', 'inline-only=true', {}, ['lost inline-only=true']],
  ['pull', true, { pull: true }],
  ['push', false, { push: false }],
  ['sbom', true, { sbom: true }],
  ['secrets', ['npm=${NPM_TOKEN}'], { secrets: ['id=npm,env=NPM_TOKEN'] }],
  ['secrets', ['npm=$NPM_TOKEN'], { secrets: ['id=npm,env=NPM_TOKEN'] }],
  ['secrets', ['npm=abc'], {}, ['blocks npm=…']],
  ['secrets', ['npm=abc$NPM_TOKEN'], {}, ['blocks npm=…']],
  ['secrets', ['abc'], {}, ['lost …']],
  ['secret-files', ['npm=.npmrc'], { secrets: ['id=npm,src=.npmrc'] }],
  ['secret-files', ['npm=$HOME/.npmrc'], {}, ['lost npm=$HOME/.npmrc']],
  ['shm-size', '2g', { shmSize: '2g' }],
  ['ssh', ['deploy=keys/deploy'], { ssh: ['deploy=keys/deploy'] }],
  ['ssh', ['default', 'git=$SSH_AUTH_SOCK'], { ssh: ['default', 'git'] }],
  ['ssh', ['git=$KEY'], {}, ['lost git=$KEY']],
  ['tags', ['ghcr.io/acme/api:1', 'acme/api'], { tags: ['ghcr.io/acme/api:1', 'acme/api:latest'] }],
  [
    'tags',
    ['$REG:5000/api:${V}', '$IMAGE'],
    { tags: ['{env.REG}:5000/api:{env.V}', '{env.IMAGE}'] },
    ['look $IMAGE'],
  ],
  ['tags', ['ghcr.io/acme/$NAME'], { tags: ['ghcr.io/acme/{env.NAME}'] }, ['look ghcr.io/acme/$NAME']],
  ['outputs', ['type=image,name=acme/$NAME'], { tags: ['acme/{env.NAME}'] }, ['look acme/$NAME']],
  ['tags', [{}], {}, ['lost {}']],
  ['target', 'production', { target: 'production' }],
  ['ulimit', ['nofile=1024:2048'], { ulimits: ['nofile=1024:2048'] }],
  [
    'metadata',
    { images: ['ghcr.io/acme/api'], tags: ['type=sha'], labels: ['a=1'] },
    { tags: ['ghcr.io/acme/api:sha-{shortSha}'], labels: { a: '1' } },
  ],
  ['metadata', { tags: ['type=sha'] }, {}, ['lost ["type=sha"]']],
  ['tag', 'acme/api:1', {}, ['lost acme/api:1']],
];

const ENV = {
  B: 'b',
  C: 'c',
  REG: 'reg',
  V: '1',
  IMAGE: 'acme/api:1',
  NAME: 'api:1',
  REGISTRY: 'reg.test',
  NPM_TOKEN: 't',
};

const FILE = /Dockerfile$|npmrc$|deploy$/;

describe('the mapping of options', () => {
  it('has a rule and a case for each of the schema', () => {
    const cases = new Set(CASES.map(([option]) => option));
    expect(SCHEMA_OPTIONS.filter((option) => !Object.hasOwn(MAPPING, option))).toEqual([]);
    expect(Object.keys(MAPPING).filter((option) => !cases.has(option))).toEqual([]);
  });

  it.each(CASES)('makes of %s %j what ours are', (option, value, options, findings = []) => {
    const converted = convertOptions({ [String(option)]: value });
    expect(converted.options).toEqual(options);
    expect(converted.findings.map(({ weight, value: shown }) => `${weight} ${shown}`)).toEqual(findings);
    for (const { why, todo } of converted.findings) expect([why, todo].join(' ')).toMatch(/^\S.+\. \S.+\.$/);
  });

  it.each(CASES)('makes of %s %j what ours take', (option, value) => {
    const { options } = convertOptions({ [String(option)]: value });
    expect(buildOptionsSchema.safeParse(options).error).toBeUndefined();
    const facts = sampleFacts({
      env: { ...ENV, SSH_AUTH_SOCK: '/agent' },
      kindOf: (path) => (FILE.test(path) ? 'file' : path.endsWith('.json') ? undefined : 'directory'),
    });
    const given = Array.isArray(options.tags) || !options.push ? options : { ...options, tags: 'acme/api:1' };
    expect(() => resolvePlan(given, facts)).not.toThrow();
  });

  it.each([
    [{ outputs: ['type=registry'], push: false }, { push: true }],
    [{ push: false, outputs: ['type=registry'] }, { push: true }],
    [{ outputs: ['type=registry,push=false'], push: true }, { push: true }],
    [{ outputs: ['type=docker'], load: false }, { load: true }],
    [
      { outputs: ['type=docker'], push: false },
      { load: true, push: false },
    ],
  ])('of %j pushes or loads what Docker does', (all, options) => {
    expect(convertOptions(all)).toEqual({ options, findings: [] });
  });

  it('never shows a secret that stands in the file', () => {
    const all = {
      secrets: ['npm=tops3cret'],
      'cache-to': [
        'type=s3,secret_access_key=tops3cret',
        'tops3cret=,',
        'type=s3,endpoint_url=https://u:tops3cret@h',
      ],
      'build-args': ['a b=tops3cret'],
    };
    expect(
      JSON.stringify(convertOptions({ ...all, context: 'https://u:tops3cret@h/a.git?t=tops3cret' })),
    ).not.toContain('tops3cret');
  });
});
