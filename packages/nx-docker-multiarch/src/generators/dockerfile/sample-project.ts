import { addProjectConfiguration, type ProjectConfiguration, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';

/** A project for which a Dockerfile is written, for specs. */
export interface SampleProject {
  /** By path, below the workspace's root. */
  readonly files: Readonly<Record<string, string>>;
  readonly build?: NonNullable<ProjectConfiguration['targets']>[string];
  /** Targets beside `build`. */
  readonly targets?: NonNullable<ProjectConfiguration['targets']>;
  readonly name?: string;
  readonly root?: string;
}

/** A workspace with that project, `api` in `apps/api` unless it says otherwise. */
export function sampleTree({
  files,
  build,
  targets = {},
  name = 'api',
  root = `apps/${name}`,
}: SampleProject): Tree {
  const tree = createTreeWithEmptyWorkspace();
  tree.delete('package.json');
  addProjectConfiguration(tree, name, { root, targets: { ...(build && { build }), ...targets } });
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}
