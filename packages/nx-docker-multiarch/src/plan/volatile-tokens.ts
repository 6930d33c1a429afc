import type { TokenName } from './tokens.js';

/** Whether a token stands for something else with another commit, branch, day or run of the same content. */
const IS_VOLATILE: Readonly<Record<TokenName, boolean>> = {
  projectName: false,
  unscopedName: false,
  projectRoot: false,
  version: false,
  sha: true,
  shortSha: true,
  commitTime: true,
  branch: true,
  date: true,
};

// What CI systems set by themselves, much of it anew for each run: by their own prefixes, which nobody else's names have.
const OF_A_CI_SYSTEM = /^env\.(?:CI|(?:GITHUB|RUNNER|BITBUCKET|CIRCLE|DRONE|BUILDKITE|TRAVIS)_\w+)$/;
// GitLab, Jenkins and Azure have no prefix of their own: only what is of a commit or a run.
const OF_A_RUN =
  /^env\.(?:CI_(?:COMMIT|JOB|PIPELINE|MERGE_REQUEST|BUILD|RUNNER|CONCURRENT)_\w+|BUILD_(?:ID|NUMBER|TAG|URL|BUILDID|BUILDNUMBER|SOURCEVERSION|SOURCEBRANCH|SOURCEBRANCHNAME)|RUN_DISPLAY_URL|GIT_(?:COMMIT|BRANCH|PREVIOUS_COMMIT)|SYSTEM_(?:JOBID|JOBATTEMPT|STAGEATTEMPT|PHASEATTEMPT|PLANID|TIMELINEID|PULLREQUEST_\w+))$/;

/** Whether what a token (`sha`, `env.NAME`) stands for can change although the content does not. */
export function isVolatile(token: string): boolean {
  return (
    OF_A_CI_SYSTEM.test(token) ||
    OF_A_RUN.test(token) ||
    (Object.hasOwn(IS_VOLATILE, token) && IS_VOLATILE[token as TokenName])
  );
}
