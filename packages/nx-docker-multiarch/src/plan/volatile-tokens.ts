import type { TokenName } from './tokens.js';

/** Whether a token stands for something else with another commit, branch, day or run of the same content. */
const IS_VOLATILE: Readonly<Record<TokenName, boolean>> = {
  projectName: false,
  projectRoot: false,
  version: false,
  sha: true,
  shortSha: true,
  commitTime: true,
  branch: true,
  date: true,
};

// What CI systems set anew for each run: GitHub, GitLab, Bitbucket, CircleCI, Drone, Buildkite, Travis, Azure, Jenkins.
const OF_A_CI_RUN =
  /^env\.(?:CI|(?:GITHUB|CI|RUNNER|BUILD|BITBUCKET|CIRCLE|DRONE|BUILDKITE|TRAVIS|SYSTEM|RUN)_\w*)$/;

/** Whether what a token (`sha`, `env.NAME`) stands for can change although the content does not. */
export function isVolatile(token: string): boolean {
  return OF_A_CI_RUN.test(token) || (Object.hasOwn(IS_VOLATILE, token) && IS_VOLATILE[token as TokenName]);
}
