import { CHECK_BASE, comment, WHY_LAST_SUCCESS } from './base-commit.js';
import { ENV_TOKEN, hostOf, type CiPlan } from './ci-plan.js';
import { indent } from './indent.js';
import { emulatorComment } from './job-comments.js';

/** The container image that jobs run in. */
export function jobImage({ node, needs }: CiPlan): string {
  return `node:${node.version}${needs.builder ? '-alpine' : ''}`;
}

/** What every job does first, as items of `before_script`. */
export function setUpScript(plan: CiPlan): string {
  const { install, fetchedBy } = plan.packageManager;
  return [
    ...(plan.needs.builder ? [DOCKER_CLIENT, WAIT_FOR_DOCKER] : []),
    ...(plan.nativeArm ? [] : emulatorItems(plan)),
    logIn(plan),
    ...(fetchedBy === undefined ? [] : [FETCHES[fetchedBy]]),
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

const DOCKER_CLIENT = '- apk add --no-cache git docker-cli docker-cli-buildx';

const WAIT_FOR_DOCKER = `# Docker takes a moment to start beside the job.
${scriptItem(`timeout 60 sh -c 'until docker version >/dev/null 2>&1; do sleep 1; done' || {
  echo "Docker does not answer at $DOCKER_HOST: is the runner privileged?"
  exit 1
}`)}`;

const FETCHES = {
  corepack: `# Fetches the package manager in the version that "packageManager" in package.json names.
- npm install --global corepack && corepack enable`,
  bun: '- npm install --global bun',
} as const;

/** Emulators of the architectures that something runs on, as items of a script; none if nothing does. */
export function emulatorItems(plan: CiPlan): readonly string[] {
  const { emulated } = plan.needs;
  if (emulated.length === 0) return [];
  const install = `- docker run --privileged --rm tonistiigi/binfmt --install ${emulated.join(',')}`;
  return [`${emulatorComment(plan)}\n${install}`];
}

// Docker Hub's entry has a name that is older than its registry.
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

function logIn({ images }: CiPlan): string {
  const shell = [START_CONFIG, ...(images === undefined ? [] : [addRegistry(hostOf(images))]), WRITE_CONFIG];
  return `# What docker login would write, without Docker. GitLab gives each job a user of its own for its registry.
${scriptItem(shell.join('\n'))}`;
}

const START_CONFIG = `auth() { printf '"%s":{"auth":"%s"}' "$1" "$(printf %s "$2" | base64 | tr -d '\\n')"; }
auths=''
if [ -n "\${CI_REGISTRY:-}" ]; then
  auths="$(auth "$CI_REGISTRY" "$CI_REGISTRY_USER:$CI_REGISTRY_PASSWORD")"
fi`;

const WRITE_CONFIG = `export DOCKER_CONFIG="$(mktemp -d)"
printf '{"auths":{%s}}' "$auths" > "$DOCKER_CONFIG/config.json"`;

function addRegistry(host: string): string {
  // A variable may hold more than the host, as $CI_REGISTRY_IMAGE does.
  const key = host === 'docker.io' ? DOCKER_HUB_KEY : host.replace(ENV_TOKEN, '${$1%%/*}');
  return `# REGISTRY_USERNAME and REGISTRY_PASSWORD are protected variables, which only protected branches have. What only reads takes
# REGISTRY_READ_USERNAME and REGISTRY_READ_PASSWORD, if they are there.
user="\${REGISTRY_USERNAME:-\${REGISTRY_READ_USERNAME:-}}:\${REGISTRY_PASSWORD:-\${REGISTRY_READ_PASSWORD:-}}"
if [ "$user" != ':' ]; then
  auths="\${auths:+$auths,}$(auth "${key}" "$user")"
fi`;
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
