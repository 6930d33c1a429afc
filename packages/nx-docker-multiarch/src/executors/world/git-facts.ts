import { CodedError } from '../../errors/index.js';
import type { Fact } from '../../plan/index.js';
import { ProcessError, type Run } from '../../process/index.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What is known of the commit that is built. */
export interface Commit {
  /** The whole id. */
  readonly sha: Fact;
  /** ISO 8601 in UTC. */
  readonly commitTime: Fact;
}

/** The commit that is checked out; without git, the one that the CI system says it builds. */
export async function readCommit(root: string, env: Env, run: Run): Promise<Commit> {
  // With log.showSignature in a user's configuration, git would start gpg.
  const commit = await askGit(['log', '-1', '--no-show-signature', '--format=%H %cI'], root, run);
  const wayOut = 'Run it in a Git checkout that has a commit, or use a token like {env.NAME} instead.';
  const missing: Fact =
    'value' in commit
      ? { missing: 'git names no time for the commit', wayOut }
      : { missing: commit.failure || 'git names no commit', wayOut };
  const fromCi = [env['GITHUB_SHA'] || env['CI_COMMIT_SHA'], env['CI_COMMIT_TIMESTAMP']];
  const [sha, time] = 'value' in commit ? commit.value.split(' ') : fromCi;
  return { sha: sha ? { value: sha } : missing, commitTime: utcTime(time) ?? missing };
}

/** The branch that is checked out; on a detached commit or without git, the one that the CI system names. */
export async function readBranch(root: string, env: Env, run: Run): Promise<Fact> {
  const branch = await askGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], root, run);
  const fromCi = branchOfCi(env);
  if ('value' in branch) return branch;
  if (fromCi) return { value: fromCi };
  const wayOut = 'Check out a branch, or use {shortSha} or a token like {env.NAME} instead.';
  return { missing: branch.failure || 'a commit is checked out, not a branch', wayOut };
}

function utcTime(text = ''): Fact | undefined {
  const time = new Date(text);
  // A commit can bear any time; one without a date in this calendar has none.
  return Number.isNaN(time.getTime()) ? undefined : { value: time.toISOString().replace('.000Z', 'Z') };
}

function branchOfCi(env: Env): string | undefined {
  // On GitHub a pull request's ref name ("7/merge") is no branch, but it has a head ref; a tag's ref name is none either.
  const github = env['GITHUB_HEAD_REF'] || (env['GITHUB_REF_TYPE'] === 'branch' && env['GITHUB_REF_NAME']);
  return github || (!env['CI_COMMIT_TAG'] && env['CI_COMMIT_REF_NAME']) || undefined;
}

/** What git prints, or why it doesn't: empty if it says nothing. */
export async function askGit(
  args: readonly string[],
  root: string,
  run: Run,
): Promise<{ value: string } | { failure: string }> {
  try {
    const { stdout } = await run({ command: 'git', args, cwd: root });
    return { value: stdout.trim() };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    if (error.code === 'TOOL_MISSING') return { failure: 'git is not installed' };
    if (!(error instanceof ProcessError)) throw error;
    return { failure: error.stderr.find((line) => line.startsWith('fatal:')) ?? error.stderr.at(-1) ?? '' };
  }
}
