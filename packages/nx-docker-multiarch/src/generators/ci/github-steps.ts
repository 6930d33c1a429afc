import { CHECK_BASE, comment, WHY_LAST_SUCCESS } from './base-commit.js';
import { hostOf, type CiPlan } from './ci-plan.js';
import { indent } from './indent.js';

/** GitHub's own registry: the token of a run logs in to it. */
export const GITHUB_REGISTRY = 'ghcr.io';

/** The registry that is logged in to. */
export function registryOf({ images }: CiPlan): string {
  return images === undefined ? GITHUB_REGISTRY : hostOf(images);
}

/** The checked-out workspace with its packages. */
export function setUpSteps({ packageManager: { name, install, needsCorepack }, node }: CiPlan): string {
  const version =
    node.file === undefined ? `node-version: '${node.version}'` : `node-version-file: ${node.file}`;
  return `- uses: actions/checkout@v6
  with:
    # Nx compares with another commit, which has to be there.
    fetch-depth: 0
    # The token is for the steps that are given it, not for what a build happens to run.
    persist-credentials: false
${needsCorepack ? COREPACK : ''}- uses: actions/setup-node@v6
  with:
    ${version}
    cache: ${name}
- run: ${install}
`;
}

const COREPACK = `# Fetches the package manager in the version that "packageManager" in package.json names.
- run: npm install --global corepack && corepack enable
`;

/** What builds need beside Node, or a comment that says when they would. */
export function dockerSteps({ needs, nativeArm }: CiPlan): string {
  if (!needs.builder) return NO_BUILDER;
  return `${nativeArm ? '' : needs.emulator ? EMULATOR : NO_EMULATOR}${BUILDER}`;
}

const BUILDER = `# A builder that can build for several platforms. Dockerfiles that run nothing are built without it.
- uses: docker/setup-buildx-action@v4
`;
const NO_BUILDER = `# No Dockerfile runs anything, so that neither Docker nor an emulator is needed. Once one has a RUN, put here:
#   - uses: docker/setup-buildx-action@v4

`;
const EMULATOR = `# Some Dockerfile has a RUN in a stage of the image's own platform, which has to be emulated. That is slow: it can go
# if such stages begin with FROM --platform=$BUILDPLATFORM, or with runners of both platforms (--nativeArm).
- uses: docker/setup-qemu-action@v4
  with:
    platforms: arm64
`;
const NO_EMULATOR = `# Whatever a Dockerfile runs, it runs on $BUILDPLATFORM: nothing is emulated. Otherwise, put here:
#   - uses: docker/setup-qemu-action@v4

`;

/** Log-in of a job that pushes. */
export function logInStep(plan: CiPlan): string {
  if (registryOf(plan) === GITHUB_REGISTRY) return GITHUB_LOG_IN;
  return `# Secrets of the repository, or better of an environment that only the branch may use.
${logIn(plan, 'REGISTRY')}`;
}

/** Log-in of a job that only reads; with another registry than GitHub's only where it has a user for that. */
export function readerLogInStep(plan: CiPlan): string {
  if (registryOf(plan) === GITHUB_REGISTRY) return GITHUB_LOG_IN;
  return `# Optional secrets of a user who can read and not write. A pull request of a fork has none.
${logIn(plan, 'REGISTRY_READ').replace('\n', "\n  if: env.CAN_LOG_IN == 'true'\n")}`;
}

/** Whether the secrets of the user who can read are there, for the environment of a job. */
export const CAN_LOG_IN = "CAN_LOG_IN: ${{ secrets.REGISTRY_READ_PASSWORD != '' }}";

function logIn(plan: CiPlan, secrets: string): string {
  return `- uses: docker/login-action@v4
  with:
    registry: ${registryOf(plan)}
    username: \${{ secrets.${secrets}_USERNAME }}
    password: \${{ secrets.${secrets}_PASSWORD }}
`;
}

const GITHUB_LOG_IN = `- uses: docker/login-action@v4
  with:
    registry: ${GITHUB_REGISTRY}
    username: \${{ github.actor }}
    password: \${{ secrets.GITHUB_TOKEN }}
`;

/** Tells Nx what a pull request has changed. */
export const PULL_REQUEST_BASE_STEP = `# Where the pull request left its target branch. GitHub checks out the two merged, as they would be.
- name: Find the base commit
  run: |
    base=$(git merge-base "origin/$GITHUB_BASE_REF" HEAD)
    echo "NX_BASE=$base" >> "$GITHUB_ENV"
    echo 'NX_HEAD=HEAD' >> "$GITHUB_ENV"
`;

/** Tells Nx what has changed since the last run that pushed. */
export const PUSH_BASE_STEP = `${comment(WHY_LAST_SUCCESS)}
- name: Find the base commit
  env:
    GH_TOKEN: \${{ github.token }}
    GH_REPO: \${{ github.repository }}
  run: |
    base=$(gh run list --workflow "$GITHUB_WORKFLOW" --branch "$GITHUB_REF_NAME" --event push \\
      --status success --limit 1 --json headSha --jq '.[].headSha') || base=''
${indent(CHECK_BASE, 4)}
    echo "NX_BASE=$base" >> "$GITHUB_ENV"
    echo 'NX_HEAD=HEAD' >> "$GITHUB_ENV"
`;

/** A command as a step, under a name. */
export function runStep(name: string, command: string): string {
  return `- name: ${name}
  run: |
${indent(command, 4)}
`;
}
