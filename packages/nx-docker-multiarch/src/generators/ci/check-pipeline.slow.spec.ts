import { parse } from 'yaml';
import { pipelineProblems } from './check-pipeline.js';
import { gitlabPipeline } from './gitlab-pipeline.js';
import { SAMPLE_PLAN } from './sample-plans.js';

const GOOD = gitlabPipeline({ ...SAMPLE_PLAN, nativeArm: true });

describe('the check of pipelines finds', () => {
  it.each([
    ['a misspelt key', 'resource_group:', 'resource-group:', /resource-group/],
    ['a stage that there is not', 'stage: deploy', 'stage: publish', /stage/],
    ['a need that there is not', "needs: ['images:build']", "needs: ['build']", /needs no build/],

    ['a template that there is not', 'extends: .images', 'extends: .image', /extends no .image/],
    ['a condition without its second quote', "'merge_request_event'", "'merge_request_event", /rules/],
    ['a variable that the matrix has not', 'tags: [$RUNNER]', 'tags: [$MACHINE]', /no variable \$MACHINE/],
    ['a job that runs always', /  rules:\n.*\n/, '', /runs in every pipeline/],
  ])('%s', (_, part, replacement, problem) => {
    const broken = GOOD.replace(part, () => replacement);
    expect(broken).not.toBe(GOOD);
    expect(pipelineProblems(parse(broken)).join('\n')).toMatch(problem);
  });
});
