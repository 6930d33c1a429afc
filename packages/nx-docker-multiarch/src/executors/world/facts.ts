import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { wantedTokens, type Fact, type PlanFacts, type TokenName } from '../../plan/index.js';
import type { Run } from '../../process/index.js';
import { readBranch, readCommit, type Commit } from './git-facts.js';

/** What facts are gathered with: the environment, the clock, and how a process is run. */
export interface FactSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly run: Run;
}

const NOT_ASKED: Fact = { missing: 'no option names it', wayOut: 'Name it in an option.' };
const NO_COMMIT_ASKED: Commit = { sha: NOT_ASKED, commitTime: NOT_ASKED };

/** The facts that a plan of these options needs. Git and package.json are read only if a token or a default label needs them. */
export async function gatherFacts(
  rawOptions: unknown,
  { root, projectName = '', projectsConfigurations, isVerbose = false }: ExecutorContext,
  { env, now, run }: FactSources,
): Promise<PlanFacts> {
  const projectRoot = projectsConfigurations.projects[projectName]?.root ?? '.';
  const wanted = wantedTokens(rawOptions);
  const isWanted = (...names: TokenName[]): boolean => names.some((name) => wanted.has(name));
  const [commit, branch] = await Promise.all([
    isWanted('sha', 'shortSha', 'commitTime') ? readCommit(root, env, run) : NO_COMMIT_ASKED,
    isWanted('branch') ? readBranch(root, env, run) : NOT_ASKED,
  ]);
  const version = isWanted('version') ? readVersion(root, projectRoot) : NOT_ASKED;
  const asked = { version, ...commit, branch };
  return { projectName, projectRoot, workspaceRoot: root, now, env, isVerbose, ...asked, kindOf };
}

function kindOf(path: string): ReturnType<PlanFacts['kindOf']> {
  // A path through a file, or one that may not be read, is as good as absent: reading it would fail as well.
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && (found.isDirectory() ? 'directory' : 'file');
  } catch {
    return undefined;
  }
}

function readVersion(root: string, projectRoot: string): Fact {
  const files = [...new Set([join(projectRoot, 'package.json'), 'package.json'])];
  for (const file of files) {
    const version = versionIn(join(root, file));
    if (version !== undefined) return { value: version };
  }
  return {
    missing: `there is no "version" in ${files.join(' or ')}`,
    wayOut: `Add one to ${files[0]}, or use a token like {env.VERSION} and set VERSION.`,
  };
}

function versionIn(path: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown };
    return typeof version === 'string' && version !== '' ? version : undefined;
  } catch {
    return undefined;
  }
}
