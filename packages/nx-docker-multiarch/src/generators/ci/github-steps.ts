import { CHECK_BASE, comment, WHY_LAST_SUCCESS } from './base-commit.js';
import { ENV_TOKEN, hostOf, type CiPlan } from './ci-plan.js';
import { indent } from './indent.js';
import { emulatorComment } from './job-comments.js';

/** GitHub's own registry: the token of a run logs in to it. */
export const GITHUB_REGISTRY = 'ghcr.io';

/** The registry that is logged in to. */
export function registryOf({ images }: CiPlan): string {
  return images === undefined ? GITHUB_REGISTRY : hostOf(images);
}

/** The checked-out workspace with its packages. */
export function setUpSteps({ packageManager: { name, install, fetchedBy }, node }: CiPlan): string {
  const version =
    node.file === undefined ? `node-version: '${node.version}'` : `node-version-file: ${node.file}`;
  // The action that sets up Node knows nothing of Bun's cache.
  const cache = name === 'bun' ? '' : `    cache: ${name}\n`;
  return `- uses: actions/checkout@v6
  with:
    # Nx compares with another commit, which has to be there.
    fetch-depth: 0
    # The token is for the steps that are given it, not for what a build happens to run.
    persist-credentials: false
${fetchedBy === undefined ? '' : FETCHES[fetchedBy]}- uses: actions/setup-node@v6
  with:
    ${version}
${cache}- run: ${install}
`;
}

const FETCHES = {
  corepack: `# Fetches the package manager in the version that "packageManager" in package.json names.
- run: npm install --global corepack && corepack enable
`,
  bun: `- uses: oven-sh/setup-bun@v2
`,
} as const;

/** What builds need beside Node, or a comment that says when they would. */
export function dockerSteps(plan: CiPlan, { isOfAllPlatforms = !plan.nativeArm } = {}): string {
  if (!plan.needs.builder) return NO_BUILDER;
  return `${isOfAllPlatforms ? emulatorStep(plan) : ''}${BUILDER}`;
}

const BUILDER = `# A builder that can build for several platforms. Dockerfiles that run nothing are built without it.
- uses: docker/setup-buildx-action@v4
`;
const NO_BUILDER = `# No Dockerfile runs anything, so that neither Docker nor an emulator is needed. Once one has a RUN, put here:
#   - uses: docker/setup-buildx-action@v4

`;
const NO_EMULATOR = `# Whatever a Dockerfile runs, it runs on $BUILDPLATFORM: nothing is emulated. Otherwise, put here:
#   - uses: docker/setup-qemu-action@v4

`;

function emulatorStep(plan: CiPlan): string {
  const { emulated } = plan.needs;
  if (emulated.length === 0) return NO_EMULATOR;
  return `${emulatorComment(plan)}
- uses: docker/setup-qemu-action@v4
  with:
    platforms: ${emulated.join(',')}
`;
}

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
  const host = registryOf(plan);
  const filled = host.replace(ENV_TOKEN, '${{ env.$1 }}');
  const registry = filled === host ? host : `'${filled}'`;
  return `- uses: docker/login-action@v4
  with:
    registry: ${registry}
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

/** Tells Nx what a pull request, or a group of them in the merge queue, has changed. */
export const PULL_REQUEST_BASE_STEP = `# GitHub checks out a pull request merged into its target branch: this is the commit that it is merged into. A merge
# queue names it.
- name: Find the base commit
  env:
    MERGE_QUEUE_BASE: \${{ github.event.merge_group.base_sha }}
  run: |
    base=\${MERGE_QUEUE_BASE:-$(git merge-base "origin/$GITHUB_BASE_REF" HEAD)}
    echo "NX_BASE=$base" >> "$GITHUB_ENV"
    echo 'NX_HEAD=HEAD' >> "$GITHUB_ENV"
`;

// What is checked out says nothing of the branch: the checkout of an older run moves origin/… back to its commit.
const REFUSE_OLD_RUN = `head=$(git rev-parse HEAD)
if [ "$base" != "$head" ] && git merge-base --is-ancestor HEAD "$base" 2>/dev/null; then
  # Not if the branch itself was moved back to this commit: then its tags are to follow.
  tip=$(gh api "repos/$GH_REPO/git/ref/heads/$GITHUB_REF_NAME" --jq .object.sha)
  if [ "$tip" != "$head" ]; then
    echo "::error::A newer commit is pushed already, $base: this older run would move tags back. Run that commit's workflow again, or revert on $GITHUB_REF_NAME to go back."
    exit 1
  fi
fi`;

/** Tells Nx what has changed since the last run that pushed; a run of an older commit than that one's ends here. */
export const PUSH_BASE_STEP = `${comment(WHY_LAST_SUCCESS)}
- name: Find the base commit
  env:
    GH_TOKEN: \${{ github.token }}
    GH_REPO: \${{ github.repository }}
  run: |
    base=$(gh run list --workflow "$GITHUB_WORKFLOW" --branch "$GITHUB_REF_NAME" --event push \\
      --status success --limit 1 --json headSha --jq '.[].headSha') || base=''
${indent(REFUSE_OLD_RUN, 4)}
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
