import type { TargetConfiguration } from '@nx/devkit';
import { imageTags } from './image-tags.js';
import type { PluginOptions } from './plugin-options.js';

/**
 * The target that builds `Dockerfile`, or `Dockerfile.<suffix>`. It says what nx.json says and nothing else, so that the
 * executor's defaults hold and a project's own target can replace each part.
 */
export function dockerfileTarget(suffix: string | undefined, options: PluginOptions): TargetConfiguration {
  const dockerfile = suffix === undefined ? 'Dockerfile' : `Dockerfile.${suffix}`;
  const { platforms } = options;
  const tags = imageTags(options, suffix);
  const output = `{projectName}${suffix === undefined ? '' : `+${suffix}`}`;
  return {
    executor: 'nx-docker-multiarch:build',
    options: {
      ...(suffix !== undefined && { dockerfile: `{projectRoot}/${dockerfile}` }),
      ...(platforms && { platforms: [...platforms] }),
      ...(tags && { tags: [...tags] }),
    },
    dependsOn: ['build'],
    // Nx would look the executor up to know, and read three files for each target.
    continuous: false,
    // Not cached: Nx's cache says nothing of a registry. For an image that stays here, `cache: true` needs these, and outputs
    // that are named: their default names are the project's only where that is a file name as it stands.
    inputs: [
      'default',
      '^default',
      { dependentTasksOutputFiles: '**/*', transitive: true },
      '{workspaceRoot}/.dockerignore',
      { env: 'SOURCE_DATE_EPOCH' },
    ],
    outputs: [
      '{options.outputPath}',
      '{options.resultFile}',
      `{workspaceRoot}/dist/images/${output}`,
      `{workspaceRoot}/dist/docker-multiarch/${output}.json`,
    ],
    metadata: {
      // "docker" would make Nx tag a local image with @nx/docker.
      technologies: ['container'],
      description: `Builds the image of ${dockerfile} for several platforms, proves it, and with --push pushes it.`,
    },
  };
}
