import { NATIVE_ARCHITECTURES, variablesIn, type CiPlan } from './ci-plan.js';
import { explainOnce } from './explain-once.js';
import {
  CAN_LOG_IN,
  dockerSteps,
  GITHUB_REGISTRY,
  logInStep,
  PULL_REQUEST_BASE_STEP,
  PUSH_BASE_STEP,
  readerLogInStep,
  registryOf,
  runStep,
  setUpSteps,
} from './github-steps.js';
import { indent } from './indent.js';
import { JOIN_COMMENT, nxCommand } from './job-comments.js';
import { buildCommands, checkCommand, pushCommand } from './nx-commands.js';

/** The text of a GitHub Actions workflow that checks images in pull requests, and pushes them from one branch. */
export function githubWorkflow(plan: CiPlan): string {
  const jobs = [checkJob(plan), ...(plan.nativeArm ? [buildJob(plan)] : []), pushJob(plan)];
  return explainOnce(`${head(plan)}
jobs:
${jobs.map((job) => indent(job, 2)).join('\n')}`);
}

function head(plan: CiPlan): string {
  const { branch, images } = plan;
  return `# Checks the images that a pull request touches, and pushes those that a commit on ${branch} touches. Made by
#   ${nxCommand('github', plan)}
# and yours from now on; with --force it is made anew.
#
# Actions have the number of their major version. Where commit ids are asked for, Dependabot and Renovate write them.
name: images

on:
  push:
    branches: ['${branch}']
  pull_request:
  merge_group:

# Of a pull request only the newest commit counts. A run that pushes is never cut off: the next one waits, and of several
# that wait GitHub keeps the newest. That one makes up for the others, see "Find the base commit".
concurrency:
  group: \${{ github.workflow }}-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

# Each job says what it needs beyond that.
permissions:
  contents: read

env:
  # What images are called, without the project. That is also where every job looks for what was built before: the same
  # inputs are not built twice. The tags themselves are those of nx.json and project.json.
  IMAGES: '${images ?? `${GITHUB_REGISTRY}/{env.GITHUB_REPOSITORY_OWNER}`}'
  # A daemon, and a process for each plugin, help who runs Nx again and again. Here they would only have to be started.
  NX_DAEMON: 'false'
  NX_ISOLATE_PLUGINS: 'false'
  # Otherwise Nx shows nothing of what succeeds: no table, no digest.
  NX_DEFAULT_OUTPUT_STYLE: static
${variables(images)}`;
}

function checkJob(plan: CiPlan): string {
  const isGitHub = registryOf(plan) === GITHUB_REGISTRY;
  const environment = [
    ...(isGitHub ? [] : [CAN_LOG_IN]),
    ...(plan.nativeArm ? ['ARCH: ${{ matrix.arch }}'] : []),
  ];
  return `# A pull request, alone or in the merge queue: do the images build? Nothing is pushed and nothing is remembered, for who could write there could choose
# what the branch ships. Its token may not do it either.
check:
  if: github.event_name != 'push'
${runner(plan)}  permissions:
    contents: read
${isGitHub ? '    packages: read\n' : ''}${environmentOf(environment)}  steps:
${indent(
  [
    setUpSteps(plan),
    dockerSteps(plan),
    readerLogInStep(plan),
    PULL_REQUEST_BASE_STEP,
    runStep('Build what the pull request touches', checkCommand(plan)),
  ].join(''),
  4,
)}`;
}

function buildJob(plan: CiPlan): string {
  return `# Each platform on a runner of its own, so that nothing is emulated. The tags build-amd64 and build-arm64 are not for
# users: they keep what was built until it is joined.
build:
  if: github.event_name == 'push'
${runner(plan)}${pushPermissions(plan)}${environmentOf(['ARCH: ${{ matrix.arch }}'])}  steps:
${indent(
  [
    setUpSteps(plan),
    dockerSteps(plan),
    logInStep(plan),
    PUSH_BASE_STEP,
    runStep('Build what has changed for one platform', buildCommands(plan)),
  ].join(''),
  4,
)}`;
}

function pushJob(plan: CiPlan): string {
  const comment = plan.nativeArm
    ? JOIN_COMMENT
    : '# A commit on the branch: builds what has changed for all platforms, and pushes it under its tags.';
  return `${comment}
push:
  if: github.event_name == 'push'
${plan.nativeArm ? '  needs: build\n' : ''}  runs-on: ubuntu-24.04
${pushPermissions(plan)}  steps:
${indent(
  [
    setUpSteps(plan),
    dockerSteps(plan, { isOfAllPlatforms: true }),
    logInStep(plan),
    PUSH_BASE_STEP,
    runStep('Push what has changed', pushCommand(plan)),
  ].join(''),
  4,
)}`;
}

/** The variables of the repository that the images' name is made of. */
function variables(images: string | undefined): string {
  const lines = variablesIn(images).map((name) => `  ${name}: \${{ vars.${name} }}\n`);
  return lines.length === 0
    ? ''
    : `  # Variables of the repository, which the name of images is made of.\n${lines.join('')}`;
}

function runner({ nativeArm }: CiPlan): string {
  if (!nativeArm) return '  runs-on: ubuntu-24.04\n';
  const rows = NATIVE_ARCHITECTURES.map((arch) => `        - { arch: ${arch}, runner: ${RUNNERS[arch]} }\n`);
  return `  strategy:
    fail-fast: false
    matrix:
      include:
${rows.join('')}  runs-on: \${{ matrix.runner }}
`;
}

const RUNNERS = { amd64: 'ubuntu-24.04', arm64: 'ubuntu-24.04-arm' } as const;

function pushPermissions(plan: CiPlan): string {
  const packages = registryOf(plan) === GITHUB_REGISTRY ? '    packages: write\n' : '';
  return `  permissions:
    contents: read
    # To ask for the last successful run.
    actions: read
${packages}`;
}

function environmentOf(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `  env:\n${lines.map((line) => `    ${line}\n`).join('')}`;
}
