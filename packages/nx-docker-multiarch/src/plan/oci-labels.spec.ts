import type { BuildPlan } from './build-plan.js';
import { wantedTokens } from './oci-labels.js';
import type { PlanFacts } from './plan-facts.js';
import { resolvePlan } from './resolve-plan.js';
import { sampleFacts } from './sample-facts.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const unknown = { missing: 'no Git here', wayOut: 'Use Git.' };
const nothingKnown = { version: unknown, sha: unknown, commitTime: unknown, branch: unknown };
const oci = (name: string) => `org.opencontainers.image.${name}`;

function labelsOf(options: object, replaced: Partial<PlanFacts> = {}) {
  const { labels, labelTemplates } = resolvePlan(options, sampleFacts(replaced));
  return { labels, labelTemplates };
}

describe('the default labels', () => {
  it('say what is known', () => {
    const env = { GITHUB_SERVER_URL: 'https://github.test', GITHUB_REPOSITORY: 'acme/shop' };
    expect(labelsOf({}, { env }).labels).toEqual({
      [oci('title')]: 'api',
      [oci('version')]: '1.2.3',
      [oci('revision')]: SHA,
      [oci('created')]: '2026-01-30T08:00:00Z',
      [oci('source')]: 'https://github.test/acme/shop',
    });
  });

  it('have the same templates where nothing is known, but for the version', () => {
    const { labels, labelTemplates } = labelsOf({}, nothingKnown);
    expect(labels).toEqual({ [oci('title')]: 'api' });
    expect({ ...labelTemplates, [oci('version')]: '1.2.3' }).toEqual(labelsOf({}).labelTemplates);
    expect(labelTemplates).toEqual({
      [oci('title')]: 'api',
      [oci('revision')]: '{sha}',
      [oci('created')]: '{commitTime}',
      [oci('source')]: '{source}',
    });
  });

  it.each<[string, PlanFacts['env'], string | undefined]>([
    ['GitHub', { GITHUB_SERVER_URL: 'https://g.test', GITHUB_REPOSITORY: 'a/b' }, 'https://g.test/a/b'],
    ['GitLab', { CI_PROJECT_URL: 'https://gitlab.test/a/b' }, 'https://gitlab.test/a/b'],
    ['half of what GitHub sets', { GITHUB_SERVER_URL: 'https://g.test', GITHUB_REPOSITORY: '' }, undefined],
    ['an empty variable', { CI_PROJECT_URL: '' }, undefined],
    ['no CI system', {}, undefined],
  ])('have a source by %s', (_title, env, source) => {
    expect(labelsOf({}, { env }).labels[oci('source')]).toBe(source);
  });

  it.each<[string, unknown]>([
    ['an object', { [oci('title')]: 'Mine', [oci('created')]: '', x: '1' }],
    ['a list', [`${oci('title')}=Mine`, `${oci('created')}=`, 'x=1']],
  ])("give way to the user's own in %s", (_title, labels) => {
    const mine = { [oci('title')]: 'Mine', [oci('created')]: '', x: '1' };
    expect(labelsOf({ labels })).toEqual({
      labels: { ...mine, [oci('version')]: '1.2.3', [oci('revision')]: SHA },
      labelTemplates: {
        ...mine,
        [oci('version')]: '1.2.3',
        [oci('revision')]: '{sha}',
        [oci('source')]: '{source}',
      },
    });
  });

  it('can be turned off, and leave what the user asks for', () => {
    const { labels, labelTemplates, ociLabels } = resolvePlan(
      { ociLabels: false, labels: { r: '{shortSha}' } },
      sampleFacts(),
    );
    expect({ labels, labelTemplates, ociLabels }).toEqual({
      labels: { r: '0123456' },
      labelTemplates: { r: '{shortSha}' },
      ociLabels: false,
    });
  });

  it('are no annotations', () => {
    expect(resolvePlan({}, sampleFacts())).toMatchObject({ annotations: {}, annotationTemplates: {} });
  });
});

describe('templates', () => {
  const CI = { CI: 'true', GITHUB_RUN_ID: '1', CI_PIPELINE_URL: 'https://x.test/1', BUILD_NUMBER: '1' };
  const texts = {
    sha: '{sha}',
    shortSha: 'r{shortSha}',
    commitTime: '{commitTime}',
    branch: '{branch} of {projectName}',
    date: '{date}',
    run: '{env.CI}/{env.GITHUB_RUN_ID}/{env.CI_PIPELINE_URL}/{env.BUILD_NUMBER}',
    stable: '{version} {projectRoot} {env.FLAVOUR}',
  };
  const env = { ...CI, FLAVOUR: 'plain' };
  const planOf = (replaced: Partial<PlanFacts>): BuildPlan =>
    resolvePlan({ labels: texts, annotations: texts }, sampleFacts({ env, ...replaced }));
  const changed = (before: BuildPlan['labels'], after: BuildPlan['labels']): string[] =>
    Object.keys(texts).filter((key) => before[key] !== after[key]);

  it('fill in what is stable, and keep what is volatile', () => {
    const expected = { ...texts, branch: '{branch} of api', stable: '1.2.3 apps/api plain' };
    const { labelTemplates, annotationTemplates } = planOf({});
    expect(labelTemplates).toMatchObject(expected);
    expect(annotationTemplates).toEqual(expected);
  });

  it.each<[string, Partial<PlanFacts>, string[]]>([
    ['the commit', { sha: { value: 'f'.repeat(40) } }, ['sha', 'shortSha']],
    ["the commit's time", { commitTime: { value: '2027-01-01T00:00:00Z' } }, ['commitTime']],
    ['the branch', { branch: { value: 'main' } }, ['branch']],
    ['the day', { now: new Date('2027-03-04T05:06:07Z') }, ['date']],
    ...Object.keys(CI).map(
      (name) =>
        [`the variable ${name}`, { env: { ...env, [name]: '2' } }, ['run']] as [string, object, string[]],
    ),
    [
      'a variable for all of it',
      { env: { ...env, GITHUB_SHA: 'f00', CI_PROJECT_URL: 'https://y.test' } },
      [],
    ],
  ])('stay the same whatever %s is, while the values change', (_title, replaced, keys) => {
    const [before, after] = [planOf({}), planOf(replaced)];
    expect(after.labelTemplates).toEqual(before.labelTemplates);
    expect(after.annotationTemplates).toEqual(before.annotationTemplates);
    expect(changed(before.labels, after.labels)).toEqual(keys);
    expect(changed(before.annotations, after.annotations)).toEqual(keys);
  });

  it.each<[string, Partial<PlanFacts>]>([
    ['the version', { version: { value: '9.9.9' } }],
    ['a variable that no CI system sets', { env: { ...env, FLAVOUR: 'fancy' } }],
  ])('change with %s', (_title, replaced) => {
    const [before, after] = [planOf({}), planOf(replaced)];
    expect(changed(before.labelTemplates, after.labelTemplates)).toEqual(['stable']);
    expect(changed(before.annotationTemplates, after.annotationTemplates)).toEqual(['stable']);
  });
});

describe('wantedTokens', () => {
  it.each<[string, unknown, string[]]>([
    ['no options', undefined, ['version', 'sha', 'commitTime']],
    ['options in no shape', { ociLabels: 'no' }, ['version', 'sha', 'commitTime']],
    ['no default labels', { ociLabels: false }, []],
    ['no default labels, but tokens', { ociLabels: false, tags: 'a:{branch}' }, ['branch']],
    ['both', { tags: 'a:{branch}-{sha}' }, ['branch', 'sha', 'version', 'commitTime']],
  ])('of %s', (_title, options, expected) => {
    expect([...wantedTokens(options)]).toEqual(expected);
  });
});
