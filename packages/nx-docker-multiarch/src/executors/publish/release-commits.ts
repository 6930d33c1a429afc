import type { Run } from '../../process/index.js';
import { askGit } from '../world/git-facts.js';

const CHANGELOG = /(?:^|\/)CHANGELOG\.md$/;
const VERSION_PLANS = '.nx/version-plans/';
const MANIFEST = /(?:^|\/)(?:package(?:-lock)?\.json|Cargo\.(?:toml|lock)|pyproject\.toml)$/;
/** With nothing else in the same line. */
const VERSION_LINE = /^[-+]\s*"?version"?\s*[:=]\s*(["'])[^"']*\1\s*,?\s*$/;

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
  const folder = (await git('rev-parse', '--show-prefix')) ?? '';
  const commits: string[] = [];
  while (commits.length < MAX_COMMITS) {
    const commit = commits.at(-1) ?? 'HEAD';
    const before = await git('rev-parse', '--verify', '--quiet', `${commit}^`);
    if (before === undefined || !(await isRelease(before, commit, `${folder}${VERSION_PLANS}`, git))) break;
    commits.push(before);
  }
  return commits;
}

async function isRelease(before: string, commit: string, plans: string, git: Git): Promise<boolean> {
  // What Git gives to programs: no setting of a person hides a file. All paths start at the top of the repository.
  const diff = ['diff-tree', '-r', '--no-renames', '--ignore-submodules=none', before, commit];
  const files = (await git(...diff, '--name-only', '-z'))?.split('\0').filter((file) => file !== '') ?? [];
  const manifests = files.filter((file) => !CHANGELOG.test(file) && !file.startsWith(plans));
  if (files.length === 0 || !manifests.every((file) => MANIFEST.test(file))) return false;
  if (manifests.length === 0) return true;
  // As text, whatever .gitattributes says: what cannot be seen is no version.
  const asText = ['--patch', '--text', '--unified=0', '--no-color', '--no-ext-diff', '--no-textconv'];
  const paths = manifests.map((file) => `:(top,literal)${file}`);
  const patches = (await git(...diff, ...asText, '--', ...paths))?.split(/^diff --git /m).slice(1) ?? [];
  return patches.length === manifests.length && patches.every(changesVersionOnly);
}

/** Whether lines were taken away or added, and each of them is a version. */
function changesVersionOnly(patch: string): boolean {
  const lines = patch.split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  const changed = start < 0 ? [] : lines.slice(start).filter((line) => /^[-+]/.test(line));
  return changed.length > 0 && changed.every((line) => VERSION_LINE.test(line));
}
