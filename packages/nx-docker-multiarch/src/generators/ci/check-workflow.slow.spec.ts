import { parse } from 'yaml';
import { workflowProblems } from './check-workflow.js';
import { githubWorkflow } from './github-workflow.js';
import { SAMPLE_PLAN } from './sample-plans.js';

const GOOD = githubWorkflow({ ...SAMPLE_PLAN, nativeArm: true });

describe('the check of workflows finds', () => {
  it.each([
    ['a misspelt key', 'runs-on: ubuntu', 'run-on: ubuntu', /runs-on/],
    ['a permission that there is not', 'packages: write', 'packages: push', /permissions.packages/],
    [
      'a right to write for every job',
      /^permissions:\n {2}contents: read/m,
      'permissions:\n  contents: write',
      /every job may write/,
    ],
    ['a need that there is not', 'needs: build', 'needs: built', 'push: needs no earlier job built'],
    ['an action that is not pinned', 'actions/checkout@v6', 'actions/checkout@main', /is not pinned/],
    ['a step that does two things', '- run: npm ci', '- run: npm ci\n        uses: a/b@v1', /steps/],
    ['a half of braces', '${{ github.actor }}', '${{ github.actor }', /other half/],
    ['a half of brackets', "github.event_name == 'push'", "(github.event_name == 'push'", /bracket/],
    [
      'a text in the wrong quotes',
      "github.event_name == 'push'",
      'github.event_name == "push"',
      /something unknown/,
    ],
    ['a context that there is not', '${{ github.actor }}', '${{ git.actor }}', /no context git/],
    ['a key that the matrix has not', '${{ matrix.arch }}', '${{ matrix.platform }}', /no matrix.platform/],
    [
      'an expression that becomes shell',
      '"linux/$ARCH"',
      '"linux/${{ matrix.arch }}"',
      /run: holds an expression/,
    ],
    [
      'a job that can not check out',
      /permissions:\n {6}contents: read/,
      'permissions:\n      contents: none',
      /can't check out/,
    ],
  ])('%s', (_, part, replacement, problem) => {
    const broken = GOOD.replace(part, () => replacement);
    expect(broken).not.toBe(GOOD);
    expect(workflowProblems(parse(broken)).join('\n')).toMatch(problem);
  });
});
