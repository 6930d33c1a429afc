import { addProjectConfiguration, readNxJson, type Tree } from '@nx/devkit';
import { addDockerfile } from '../dockerfile/add-dockerfile.js';
import { imageTarget } from './image-target.js';
import { readNewService, type NewService } from './new-service.js';
import type { ServiceOptions } from './options.js';

/**
 * Makes a new service with its image; one that is there already is left alone. Gives the lines that tell it. Formats nothing.
 * Errors: `OPTIONS_INVALID`.
 */
export async function addService(tree: Tree, options: ServiceOptions): Promise<readonly string[]> {
  const service = readNewService(tree, options);
  const { name, root, port, language, languageName, isThere } = service;
  if (isThere) return tellKept(tree, service);
  const { registry, base, builderBase } = options;
  const { imageOfBuild } = language;
  const image = imageTarget(readNxJson(tree) ?? {}, { registry, imageOfBuild });
  const targets = { ...language.targets(service), ...(image.target && { [image.name]: image.target }) };
  addProjectConfiguration(tree, name, { root, projectType: 'application', targets });
  for (const [file, text] of Object.entries(language.files(service))) tree.write(`${root}/${file}`, text);
  const request = { project: name, language: languageName, port, base, builderBase };
  await addDockerfile(tree, { ...request, prebuilt: imageOfBuild });
  return [
    `${name} is in ${root}`,
    ...tellGoWork(tree, service),
    `Build its image: nx run ${name}:${image.name}`,
  ];
}

function tellKept(tree: Tree, service: NewService): readonly string[] {
  const { name, root, language } = service;
  const files = ['project.json', ...Object.keys(language.files(service)), 'Dockerfile'];
  const kept = files.map((file) => `${root}/${file}`).filter((file) => tree.exists(file));
  return [
    `${name} is there already: nothing was written`,
    ...kept.map((file) => `${file}: is there already and was kept`),
    ...(kept.includes(`${root}/Dockerfile`)
      ? []
      : [`Its Dockerfile: nx g nx-docker-multiarch:dockerfile ${name}`]),
  ];
}

/** Go refuses a module that go.work doesn't name. */
function tellGoWork(tree: Tree, { root, languageName }: NewService): readonly string[] {
  if (languageName !== 'go' || !tree.exists('go.work')) return [];
  return [`go.work has to name it, before anything else: go work use ./${root}`];
}
