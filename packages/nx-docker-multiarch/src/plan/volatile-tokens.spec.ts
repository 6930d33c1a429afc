import { TOKENS } from './tokens.js';
import { isVolatile } from './volatile-tokens.js';

it.each([
  'sha',
  'shortSha',
  'commitTime',
  'branch',
  'date',
  ...[
    'env.CI',
    'env.CI_PIPELINE_URL',
    'env.GITHUB_RUN_ID',
    'env.RUNNER_NAME',
    'env.BUILD_NUMBER',
    'env.RUN_DISPLAY_URL',
  ],
  ...['env.BITBUCKET_COMMIT', 'env.CIRCLE_SHA1', 'env.DRONE_TAG', 'env.BUILDKITE_JOB_ID', 'env.TRAVIS_TAG'],
  'env.SYSTEM_JOBID',
])('%s is volatile', (token) => {
  expect(isVolatile(token)).toBe(true);
});

it.each([
  'projectName',
  'projectRoot',
  'version',
  ...[
    'env.VERSION',
    'env.CIVIL',
    'env.CI2_X',
    'env.MY_CI',
    'env.GITHUB',
    'env.ci_x',
    'env.REBUILD_X',
    'env.RUNTIME',
  ],
  ...['constructor', 'SHA', 'CI', ''],
])('%j is not', (token) => {
  expect(isVolatile(token)).toBe(false);
});

it('knows of every token whether it is', () => {
  expect(Object.keys(TOKENS).filter(isVolatile)).toEqual(['sha', 'shortSha', 'commitTime', 'branch', 'date']);
});
