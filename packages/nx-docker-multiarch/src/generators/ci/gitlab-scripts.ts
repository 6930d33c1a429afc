import { CHECK_BASE, comment, WHY_LAST_SUCCESS } from './base-commit.js';
import { hostOf, type CiPlan } from './ci-plan.js';
import { indent } from './indent.js';

/** The container image that jobs run in. */
export function jobImage({ node, needs }: CiPlan): string {
  return `node:${node.version}${needs.builder ? '-alpine' : ''}`;
}

/** What every job does first, as items of `before_script`. */
export function setUpScript(plan: CiPlan): string {
  const { install, needsCorepack } = plan.packageManager;
  return [
    ...(plan.needs.builder ? ['- apk add --no-cache git docker-cli docker-cli-buildx'] : []),
    ...(needsEmulator(plan) ? [EMULATOR] : []),
    logIn(plan),
    ...(needsCorepack
      ? [
          `# Fetches the package manager in the version that "packageManager" in package.json names.
- npm install --global corepack && corepack enable`,
        ]
      : []),
    `- ${install}`,
  ].join('\n');
}

/** The Docker that builds, as keys of a job. */
export function dockerService({ needs }: CiPlan): string {
  if (needs.builder) return SERVICE;
  return `# No Dockerfile runs anything, so that no Docker is needed. Once one has a RUN, make this file anew with --force.
`;
}

const SERVICE = `# Docker for what a Dockerfile runs. Docker 29 keeps images as it takes for several platforms. The runner must be
# privileged; with a BuildKit of your own instead, name it with --builder.
services: ['docker:29-dind']
`;

/** How jobs find that Docker, as variables. */
export const DOCKER_VARIABLES = `DOCKER_HOST: tcp://docker:2376
DOCKER_TLS_VERIFY: '1'
DOCKER_TLS_CERTDIR: /certs
DOCKER_CERT_PATH: /certs/client
`;

const EMULATOR = `# Some Dockerfile has a RUN in a stage of the image's own platform, which has to be emulated. That is slow: it can go
# if such stages begin with FROM --platform=$BUILDPLATFORM, or with runners of both platforms (--nativeArm).
- docker run --privileged --rm tonistiigi/binfmt --install arm64`;

function needsEmulator({ needs, nativeArm }: CiPlan): boolean {
  return needs.emulator && !nativeArm;
}

// Docker Hub's entry has a name that is older than its registry.
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

function logIn({ images }: CiPlan): string {
  if (images === undefined)
    return `# What docker login would write, without Docker. GitLab gives each job a user of its own for its registry.
${writeLogIn('$CI_REGISTRY', '$CI_REGISTRY_USER:$CI_REGISTRY_PASSWORD')}`;
  const host = hostOf(images);
  return `# What docker login would write, without Docker. REGISTRY_USERNAME and REGISTRY_PASSWORD are protected variables, which only
# protected branches have. What only reads takes REGISTRY_READ_USERNAME and REGISTRY_READ_PASSWORD, if they are there.
- user="\${REGISTRY_USERNAME:-\${REGISTRY_READ_USERNAME:-}}:\${REGISTRY_PASSWORD:-\${REGISTRY_READ_PASSWORD:-}}"
${writeLogIn(host === 'docker.io' ? DOCKER_HUB_KEY : host, '$user')}`;
}

function writeLogIn(registry: string, user: string): string {
  const write = `export DOCKER_CONFIG="$(mktemp -d)"
printf '{"auths":{"%s":{"auth":"%s"}}}' "${registry}" "$(printf %s "${user}" | base64 | tr -d '\\n')" \\
  > "$DOCKER_CONFIG/config.json"`;
  const guarded = user === '$user' ? `if [ "$user" != ':' ]; then\n${indent(write, 2)}\nfi` : write;
  return scriptItem(guarded);
}

/** Shell of several lines as one item of a script. */
export function scriptItem(shell: string): string {
  return `- |\n${indent(shell, 2)}`;
}

/** Tells Nx what a merge request has changed. */
export const MERGE_REQUEST_BASE = `# Where the merge request left its target branch.
- export NX_BASE="$CI_MERGE_REQUEST_DIFF_BASE_SHA" NX_HEAD=HEAD`;

/** The environment whose deployments are the runs that pushed. */
export const ENVIRONMENT = 'images';

const LAST_DEPLOYMENT = `base=$(node -e '
  const { CI_API_V4_URL, CI_PROJECT_ID, CI_JOB_TOKEN } = process.env;
  const query = "environment=${ENVIRONMENT}&status=success&order_by=id&sort=desc&per_page=1";
  fetch(\`\${CI_API_V4_URL}/projects/\${CI_PROJECT_ID}/deployments?\${query}\`, { headers: { "JOB-TOKEN": CI_JOB_TOKEN } })
    .then((response) => (response.ok ? response.json() : []))
    .then(([last]) => console.log(last?.sha ?? ""));
') || base=''`;

/** Tells Nx what has changed since the last job that pushed. */
export const PUSH_BASE = `${comment(WHY_LAST_SUCCESS)}
# GitLab knows it as the last deployment to the environment "${ENVIRONMENT}".
${scriptItem(`${LAST_DEPLOYMENT}
${CHECK_BASE}
export NX_BASE="$base" NX_HEAD=HEAD`)}`;
