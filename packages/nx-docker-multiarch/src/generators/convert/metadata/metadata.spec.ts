import { buildOptionsSchema } from '../../../plan/index.js';
import { convertOptions } from '../convert-options.js';
import { SCHEMA_METADATA } from '../sample-schema.js';

const IMAGE = 'ghcr.io/acme/api';

function convert(metadata: object) {
  const { options, findings } = convertOptions({ metadata });
  expect(buildOptionsSchema.safeParse(options).error).toBeUndefined();
  const tags: readonly unknown[] = Array.isArray(options.tags) ? options.tags : [];
  return {
    options,
    tags: tags.map((tag) => String(tag).replace(`${IMAGE}:`, '')),
    findings: findings.map(({ option, weight, value }) => `${option} ${weight} ${value}`),
    todo: findings.map(({ todo }) => todo).join(' '),
  };
}

describe('a rule of metadata.tags that is given in every pipeline', () => {
  it.each([
    ['type=sha', 'sha-{shortSha}'],
    ['type=sha,prefix=', '{shortSha}'],
    ['type=sha,format=long,prefix=git-', 'git-{sha}'],
    ['type=sha,suffix=-$ARCH', 'sha-{shortSha}-{env.ARCH}'],
    ['type=raw,value=stable', 'stable'],
    ['type=raw,value=,prefix=edge', 'edge'],
    ['type=raw,value=1/2 3', '1-2-3'],
    ['stable', 'stable'],
    ['${CI_COMMIT_REF_SLUG}', '{env.CI_COMMIT_REF_SLUG}'],
    ['type=raw,value={{sha}}', '{shortSha}'],
    ["type=raw,value={{date 'YYYYMMDD'}}-{{sha}}", '{date}-{shortSha}'],
    ["type=raw,value={{date 'YYYYMMDD' tz='UTC'}}", '{date}'],
    ['type=raw,value=a,enable=true,priority=300', 'a'],
  ])('%s is %s', (rule, tag) => {
    expect(convert({ images: [IMAGE], tags: [rule] })).toMatchObject({ tags: [tag], findings: [] });
  });

  it.each([
    ['type=ref,event=branch', '{branch}'],
    ['type=ref,event=branch,prefix=b-', 'b-{branch}'],
    ['type=raw,value={{branch}}-{{sha}}', '{branch}-{shortSha}'],
    ['type=semver,pattern={{version}},value=$VERSION', '{env.VERSION}'],
    ['type=pep440,pattern={{raw}},value=1.2.3', '1.2.3'],
  ])('%s is %s, with what is different', (rule, tag) => {
    const findings = [`metadata.tags look ${rule}`];
    expect(convert({ images: [IMAGE], tags: [rule] })).toMatchObject({ tags: [tag], findings });
  });

  it.each(['type=ref,event=branch', 'type=raw,value={{branch}}'])(
    'says of %s what it is in a pull request',
    (rule) => {
      const { findings } = convertOptions({ metadata: { images: [IMAGE], tags: [rule] } });
      expect(findings[0]?.why).toContain('In a pull request ours is the branch to be merged');
    },
  );
});

describe('a rule of metadata.tags that is not', () => {
  it.each([
    ['type=schedule', '<image>:nightly.'],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", '<image>:{date}.'],
    ['type=ref,event=tag', '<image>:<Git tag>,<image>:latest.'],
    ['type=ref,event=pr', '<image>:pr-<number>.'],
    ['type=semver,pattern={{version}}', '<image>:{version},<image>:latest.'],
    ['type=semver,pattern={{major}}.{{minor}}', '<image>:<major>.<minor>,<image>:latest.'],
    ['type=pep440,pattern={{version}}', '<image>:{version},<image>:latest.'],
    ['type=match,pattern=v(.*),group=1', '<image>:<what matches>,<image>:latest.'],
    ['type=edge,branch=main', '<image>:edge.'],
    ['type=raw,value=latest,enable={{is_default_branch}}', '<image>:latest.'],
    ['type=raw,value=a,enable=false', 'Nothing.'],
    ['type=raw,value=', 'Nothing.'],
    ["type=raw,value={{date 'YYYY-MM'}}", '--tags=….'],
    ["type=raw,value={{date 'YYYYMMDD' tz='Asia/Tokyo'}}", '--tags=….'],
    ['type=sha,prefix={{base_ref}}-', '--tags=….'],
    ['type=semver,pattern={{major}},value=$VERSION', '--tags=….'],
    ['type=other', '--tags=….'],
    ['type=ref,event=other', '--tags=….'],
  ])('%s is said, with where to give it', (rule, end) => {
    const { tags, findings, todo } = convert({ images: [IMAGE], tags: ['type=sha', rule] });
    expect(tags).toEqual(['sha-{shortSha}']);
    expect(findings).toEqual([`metadata.tags lost ${rule}`]);
    expect(todo.endsWith(end)).toBe(true);
  });

  it('keeps the target as it is if nothing else is left', () => {
    const { tags, findings } = convert({ images: [IMAGE], tags: ['type=schedule'] });
    expect(tags).toEqual([]);
    expect(findings).toEqual(['metadata.tags lost type=schedule', 'metadata.tags blocks ["type=schedule"]']);
  });
});

describe('metadata', () => {
  it('without tags has those that nx-container goes by', () => {
    const { tags, findings } = convert({ images: [IMAGE] });
    expect(tags).toEqual(['{branch}']);
    expect(findings).toEqual([
      'metadata.tags lost type=schedule',
      'metadata.tags look type=ref,event=branch',
      'metadata.tags lost type=ref,event=tag',
      'metadata.tags lost type=ref,event=pr',
    ]);
  });

  it('gives every image every tag', () => {
    const images = [
      '$CI_REGISTRY_IMAGE/{projectName}',
      'name=Docker.io/Acme/Api',
      'name=quay.io/a,enable=false',
    ];
    const { options, findings } = convert({ images, tags: ['type=sha', 'a'] });
    expect(options.tags).toEqual([
      '{env.CI_REGISTRY_IMAGE}/{projectName}:sha-{shortSha}',
      '{env.CI_REGISTRY_IMAGE}/{projectName}:a',
      'docker.io/acme/api:sha-{shortSha}',
      'docker.io/acme/api:a',
    ]);
    expect(findings).toEqual(['metadata.images lost name=quay.io/a,enable=false']);
    expect(convert({ images: ['a/b,c/d'], tags: ['e'] }).options.tags).toEqual(['a/b:e', 'c/d:e']);
  });

  it.each([
    [['latest=true'], ['a', 'sha-{shortSha}', 'latest']],
    [['latest=false'], ['a', 'sha-{shortSha}']],
    [
      ['prefix=p-', 'suffix=-s'],
      ['p-a-s', 'sha-{shortSha}-s'],
    ],
    [
      ['latest=true', 'prefix=p-,onlatest=true'],
      ['p-a', 'sha-{shortSha}', 'p-latest'],
    ],
  ])('of the flavor %j gives %j', (flavor, tags) => {
    expect(convert({ images: [IMAGE], tags: ['a', 'type=sha'], flavor })).toMatchObject({
      tags,
      findings: [],
    });
  });

  it('says what of it is none, or does nothing', () => {
    const others = {
      'sep-tags': ',',
      'sep-labels': ',',
      'bake-target': 'a',
      annotations: ['a=1'],
      load: true,
    };
    const metadata = { images: [IMAGE], tags: ['a'], labels: ['b=$B'], flavor: ['other=1'], ...others };
    const { options, findings } = convert(metadata);
    expect(options.labels).toEqual({ b: '{env.B}' });
    expect(findings).toEqual([
      'metadata.flavor lost other=1',
      ...['sep-tags lost ,', 'sep-labels lost ,', 'bake-target lost a', 'annotations lost ["a=1"]'].map(
        (text) => `metadata.${text}`,
      ),
      'metadata.load lost true',
    ]);
    expect(SCHEMA_METADATA.filter((key) => !Object.hasOwn(metadata, key))).toEqual([]);
  });

  it('goes before tags and labels beside it, as in nx-container', () => {
    const all = { tags: ['acme/api:dev'], labels: ['a=1'], metadata: { images: [IMAGE], tags: ['b'] } };
    const { options, findings } = convertOptions(all);
    expect(options).toEqual({ tags: [`${IMAGE}:b`] });
    expect(findings.map(({ option, weight }) => `${option} ${weight}`)).toEqual(['tags lost', 'labels lost']);
  });

  it.each([
    ['of no image', { images: [], tags: ['a'] }],
    ['of images that are off', { images: ['name=a/b,enable=false'], tags: ['a'] }],
  ])('%s keeps the target as it is', (_what, metadata) => {
    expect(convert(metadata).findings.join()).toContain('metadata.images blocks');
  });
});
