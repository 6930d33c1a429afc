import type { Run } from '../../process/index.js';
import { askGit } from '../world/git-facts.js';

const CHANGELOG = /(?:^|\/)CHANGELOG\.md$|^\.nx\/version-plans\//;
const MANIFEST = /(?:^|\/)(?:package(?:-lock)?\.json|Cargo\.(?:toml|lock)|pyproject\.toml)$/;
const VERSION_LINE = /^[-+]\s*"?version"?\s*[:=]/;

/** Releases of other projects may have come between; not many, for each is looked for in the registry. */
const MAX_COMMITS = 10;

type Git = (...args: readonly string[]) => Promise<string | undefined>;

/**
 * The commits before the one that is checked out whose images are also its images, the latest first: as long as all that
 * follows a commit are releases, which change changelogs and versions and nothing else. None where that can't be known.
 */
export async function readCommitsBeforeRelease(root: string, run: Run): Promise<readonly string[]> {
  const git: Git = async (...args) => {
    const answer = await askGit(args, root, run);
    return 'value' in answer ? answer.value : undefined;
  };
  const commits: string[] = [];
  while (commits.length < MAX_COMMITS) {
    const commit = commits.at(-1) ?? 'HEAD';
    const before = await git('rev-parse', '--verify', '--quiet', `${commit}^`);
    if (before === undefined || !(await isRelease(before, commit, git))) break;
    commits.push(before);
  }
  return commits;
}

async function isRelease(before: string, commit: string, git: Git): Promise<boolean> {
  const diff = ['diff', '--no-color', '--no-ext-diff', '--no-renames', before, commit];
  const files = (await git(...diff, '--name-only', '-z'))?.split('\0').filter((file) => file !== '') ?? [];
  const manifests = files.filter((file) => !CHANGELOG.test(file));
  if (files.length === 0 || !manifests.every((file) => MANIFEST.test(file))) return false;
  if (manifests.length === 0) return true;
  const lines = (await git(...diff, '--unified=0', '--', ...manifests))?.split('\n');
  return lines?.filter(isChange).every((line) => VERSION_LINE.test(line)) ?? false;
}

/** What was taken away or added; the two lines with the file's names are neither. */
function isChange(line: string): boolean {
  return /^[-+]/.test(line) && !/^(?:---|\+\+\+) /.test(line);
}
