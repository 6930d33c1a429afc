import { NATIVE_ARCHITECTURES, type CiPlan } from './ci-plan.js';
import { explainOnce } from './explain-once.js';
import {
  DOCKER_VARIABLES,
  dockerService,
  emulatorItems,
  ENVIRONMENT,
  jobImage,
  MERGE_REQUEST_BASE,
  PUSH_BASE,
  scriptItem,
  setUpScript,
} from './gitlab-scripts.js';
import { indent } from './indent.js';
import { JOIN_COMMENT, nxCommand } from './job-comments.js';
import { buildCommands, checkCommand, pushCommand } from './nx-commands.js';

/** The text of a GitLab CI file that checks images in merge requests, and pushes them from one branch. */
export function gitlabPipeline(plan: CiPlan): string {
  const jobs = [checkJob(plan), ...(plan.nativeArm ? [buildJob(plan)] : []), pushJob(plan)];
  return explainOnce([head(plan), shared(plan), ...jobs].join('\n'));
}

function head(plan: CiPlan): string {
  return `# Checks the images that a merge request touches, and pushes those that a commit on ${plan.branch} touches. Made by
#   ${nxCommand('gitlab', plan)}
# and yours from now on; with --force it is made anew. The stages "build" and "deploy" are GitLab's own: write others, if you
# have others.
`;
}

function shared(plan: CiPlan): string {
  return `.images:
  image: ${jobImage(plan)}
${indent(dockerService(plan), 2)}  variables:
    # Nx compares with another commit, which has to be there.
    GIT_DEPTH: '0'
    # What images are called, without the project. That is also where every job looks for what was built before: the same
    # inputs are not built twice. The tags themselves are those of nx.json and project.json.
    IMAGES: '${plan.images ?? '$CI_REGISTRY_IMAGE'}'
    # A daemon, and a process for each plugin, help who runs Nx again and again. Here they would only have to be started.
    NX_DAEMON: 'false'
    NX_ISOLATE_PLUGINS: 'false'
    # Otherwise Nx shows nothing of what succeeds: no table, no digest.
    NX_DEFAULT_OUTPUT_STYLE: static
${plan.needs.builder ? indent(DOCKER_VARIABLES, 4) : ''}  before_script:
${indent(setUpScript(plan), 4)}
`;
}

function checkJob(plan: CiPlan): string {
  return `# A merge request: do the images build? Nothing is pushed and nothing is remembered, for who could write there could choose
# what the branch ships. A newer commit ends it.
images:check:
  extends: .images
  stage: build
${matrix(plan)}  interruptible: true
  rules:
    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'
  script:
${indent([MERGE_REQUEST_BASE, scriptItem(checkCommand(plan))].join('\n'), 4)}
`;
}

function buildJob(plan: CiPlan): string {
  return `# Each platform on a runner of its own, so that nothing is emulated. The tags build-amd64 and build-arm64 are not for
# users: they keep what was built until it is joined.
images:build:
  extends: .images
  stage: build
${matrix(plan)}  interruptible: false
${onBranch(plan)}  script:
${indent([PUSH_BASE, scriptItem(buildCommands(plan))].join('\n'), 4)}
`;
}

function pushJob(plan: CiPlan): string {
  const comment = plan.nativeArm
    ? JOIN_COMMENT
    : '# A commit on the branch: builds what has changed for all platforms, and pushes it under its tags.';
  return `${comment}
images:push:
  extends: .images
  stage: deploy
  needs: [${plan.nativeArm ? "'images:build'" : ''}]
  interruptible: false
  # One after the other; and GitLab refuses one that is older than what was deployed last.
  resource_group: ${ENVIRONMENT}
  environment: ${ENVIRONMENT}
${onBranch(plan)}  script:
${indent([...(plan.nativeArm ? emulatorItems(plan) : []), PUSH_BASE, scriptItem(pushCommand(plan))].join('\n'), 4)}
`;
}

function onBranch({ branch }: CiPlan): string {
  return `  rules:
    - if: $CI_COMMIT_BRANCH == '${branch}'
`;
}

/** A job for each platform, on GitLab's own runners. */
function matrix({ nativeArm }: CiPlan): string {
  if (!nativeArm) return '';
  const rows = NATIVE_ARCHITECTURES.map(
    (arch) => `      - { ARCH: ${arch}, RUNNER: saas-linux-small-${arch} }\n`,
  );
  return `  parallel:
    matrix:
${rows.join('')}  # The tags of your runners, if they are not GitLab's own.
  tags: [$RUNNER]
`;
}
