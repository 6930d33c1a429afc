import type { NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { imageTags } from '../../plugin/image-tags.js';
import { readPluginOptions } from '../../plugin/plugin-options.js';

const PLUGIN = 'nx-docker-multiarch';
const EXECUTOR = 'nx-docker-multiarch:build';

/** What a service says of its image. */
export interface ImageFacts {
  readonly registry: string | undefined;
  /** Whether the image is made of what the target `build` writes. */
  readonly imageOfBuild: boolean;
}

/** The target that builds a service's image. */
export interface ImageTarget {
  readonly name: string;
  /** What project.json says of it: where the plugin infers it, only what is different; `undefined` if that is nothing. */
  readonly target: TargetConfiguration | undefined;
}

/** The image's target in a workspace with this nx.json. Errors: `OPTIONS_INVALID` for the plugin's options in it. */
export function imageTarget(
  nxJson: NxJsonConfiguration,
  { registry, imageOfBuild }: ImageFacts,
): ImageTarget {
  const registration = nxJson.plugins?.find(
    (each) => (typeof each === 'string' ? each : each.plugin) === PLUGIN,
  );
  const expanded = typeof registration === 'object' ? registration : undefined;
  // Patterns may leave the service out.
  const isInferred = registration !== undefined && !expanded?.include && !expanded?.exclude;
  const tags = imageTags({ registry }, undefined);
  const target: TargetConfiguration = {
    ...(!isInferred && { executor: EXECUTOR }),
    ...(imageOfBuild ? !isInferred && { dependsOn: ['build'] } : { dependsOn: [] }),
    ...(tags && { options: { tags } }),
  };
  const name = readPluginOptions(expanded?.options).targetName;
  return { name, target: Object.keys(target).length === 0 ? undefined : target };
}
