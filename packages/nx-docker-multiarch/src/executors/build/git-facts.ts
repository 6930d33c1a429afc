import { CodedError } from '../../errors/index.js';
import type { Fact } from '../../plan/index.js';
import { ProcessError, type Run } from '../../process/index.js';

type Env = Readonly<Record<string, string | undefined>>;

/** The commit that is checked out; without git, the one that the CI system says it builds. */
export async function readSha(root: string, env: Env, run: Run): Promise<Fact> {
  const sha = await askGit(['rev-parse', '--verify', 'HEAD'], root, run);
  const fromCi = env['GITHUB_SHA'] || env['CI_COMMIT_SHA'];
  if ('value' in sha) return sha;
  if (fromCi) return { value: fromCi };
  const wayOut = 'Run it in a Git checkout that has a commit, or use a token like {env.NAME} instead.';
  return { missing: sha.failure || 'git names no commit', wayOut };
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

function branchOfCi(env: Env): string | undefined {
  // On GitHub a pull request's ref name ("7/merge") is no branch, but it has a head ref; a tag's ref name is none either.
  const github = env['GITHUB_HEAD_REF'] || (env['GITHUB_REF_TYPE'] === 'branch' && env['GITHUB_REF_NAME']);
  return github || (!env['CI_COMMIT_TAG'] && env['CI_COMMIT_REF_NAME']) || undefined;
}

/** What git prints, or why it doesn't: empty if it says nothing. */
async function askGit(
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
