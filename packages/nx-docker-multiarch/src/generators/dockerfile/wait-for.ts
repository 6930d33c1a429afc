import { readNxJson, readProjectConfiguration, updateProjectConfiguration, type Tree } from '@nx/devkit';
import { imageTarget } from '../service/image-target.js';

/**
 * Lets the target that builds a project's image wait for other targets of the project, where the plugin infers it or the
 * project has it, and it does not say itself what it waits for. Gives what there is to tell of it.
 */
export function waitFor(tree: Tree, name: string, dependsOn: readonly string[]): string {
  const project = readProjectConfiguration(tree, name);
  const image = imageTarget(readNxJson(tree) ?? {}, { registry: undefined, imageOfBuild: true });
  const target = project.targets?.[image.name];
  const told = `${image.name} of ${name} has to wait for ${dependsOn.join(' and ')}`;
  if (dependsOn.every((each) => target?.dependsOn?.includes(each))) return `${told}, and does`;
  if (target?.dependsOn !== undefined) return `${told}: look at its dependsOn`;
  if (target === undefined && image.target?.executor !== undefined)
    return `${told}: name them in its dependsOn`;
  const changed = { ...target, dependsOn: [...dependsOn] };
  updateProjectConfiguration(tree, name, {
    ...project,
    targets: { ...project.targets, [image.name]: changed },
  });
  return `${told}: its dependsOn says so now`;
}
