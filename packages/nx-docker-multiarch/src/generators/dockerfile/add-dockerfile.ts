import { readProjectConfiguration, type Tree } from '@nx/devkit';
import { formatRecipe } from '../languages/recipe.js';
import { readServiceProject } from '../languages/service-project.js';
import { writeNew, type Written } from '../write-new.js';
import { detectLanguage } from './detect-language.js';
import { formatIgnore } from './format-ignore.js';
import type { DockerfileOptions } from './options.js';
import { waitFor } from './wait-for.js';

/**
 * Writes a project's Dockerfile and the ignore file beside it; what is there is kept, unless `force` says otherwise. Gives
 * the lines that tell what was written or kept. Formats nothing. Errors: `OPTIONS_INVALID`.
 */
export async function addDockerfile(tree: Tree, options: DockerfileOptions): Promise<readonly string[]> {
  const { mirror = false, prebuilt = false, force = false } = options;
  const project = readServiceProject(tree, options.project, readProjectConfiguration(tree, options.project));
  const { language, reason } = detectLanguage(project, options.language);
  const recipe = language.describe(project, { ...options, mirror, prebuilt });
  const dockerfile = project.path('Dockerfile');
  const became = writeNew(tree, dockerfile, formatRecipe(recipe), { force });
  // An ignore file that is not of this Dockerfile would hide what it copies.
  if (became === 'kept') return [`${dockerfile}: ${WORDS.kept}`];
  const ignore = project.path('Dockerfile.dockerignore');
  const ignored = writeNew(tree, ignore, formatIgnore(recipe), { force });
  return [
    `${project.name} is of the language ${language.name} (${reason})`,
    `${dockerfile}: ${WORDS[became]}`,
    `${ignore}: ${WORDS[ignored]}`,
    ...(recipe.waitsFor === undefined ? [] : [waitFor(tree, project.name, recipe.waitsFor)]),
    ...(recipe.notes ?? []),
  ];
}

const WORDS: Readonly<Record<Written, string>> = {
  created: 'written',
  replaced: 'replaced',
  unchanged: 'is so already',
  kept: 'is there already and was kept; --force replaces it',
};
