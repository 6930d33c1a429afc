import type { Tree } from '@nx/devkit';
import { writeNew, type Written } from '../write-new.js';
import type { CiPlan } from './ci-plan.js';
import { githubWorkflow } from './github-workflow.js';
import { gitlabPipeline } from './gitlab-pipeline.js';
import type { CiOptions } from './options.js';

/** The file that is written for GitHub Actions. */
export const GITHUB_FILE = '.github/workflows/images.yml';

/** The file that is written for GitLab CI, and the one that has to include it. */
export const GITLAB_FILE = '.gitlab-ci.images.yml';
export const GITLAB_ROOT_FILE = '.gitlab-ci.yml';

/** What includes the pipeline of the images. */
export const GITLAB_INCLUDE = `include:\n  - local: /${GITLAB_FILE}\n`;

/** What became of the files: of each that was to be written, by its path. */
export interface WrittenFiles {
  readonly files: ReadonlyMap<string, Written>;
  /** Whether a pipeline of the user's own has still to be told of the new file. */
  readonly needsInclude: boolean;
}

/** Writes the workflow or pipeline of a plan. A pipeline that is the user's own is never touched. */
export function writeCiFiles(tree: Tree, plan: CiPlan, { provider, force = false }: CiOptions): WrittenFiles {
  if (provider === 'github') {
    const written = writeNew(tree, GITHUB_FILE, githubWorkflow(plan), { force });
    return { files: new Map([[GITHUB_FILE, written]]), needsInclude: false };
  }
  const files = new Map([[GITLAB_FILE, writeNew(tree, GITLAB_FILE, gitlabPipeline(plan), { force })]]);
  const isThere = tree.exists(GITLAB_ROOT_FILE);
  if (!isThere) files.set(GITLAB_ROOT_FILE, writeNew(tree, GITLAB_ROOT_FILE, GITLAB_INCLUDE));
  return { files, needsInclude: isThere && !tree.read(GITLAB_ROOT_FILE, 'utf8')?.includes(GITLAB_FILE) };
}
