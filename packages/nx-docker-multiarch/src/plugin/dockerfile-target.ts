import type { TargetConfiguration } from '@nx/devkit';
import { imageTags } from './image-tags.js';
import type { PluginOptions } from './plugin-options.js';

/** What an image can be made of: the project, what it depends on, and what was built of both. */
const INPUTS: NonNullable<TargetConfiguration['inputs']> = [
  'default',
  '^default',
  { dependentTasksOutputFiles: '**/*', transitive: true },
  '{workspaceRoot}/.dockerignore',
  { env: 'SOURCE_DATE_EPOCH' },
];

/**
 * The target that builds `Dockerfile`, or `Dockerfile.<suffix>`. It says what nx.json says and nothing else, so that the
 * executor's defaults hold and a project's own target can replace each part.
 */
export function dockerfileTarget(
  targetName: string,
  suffix: string | undefined,
  options: PluginOptions,
): TargetConfiguration {
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
    // Not cached: Nx's cache says nothing of a registry. With `cache: true` these are right for an image that stays here.
    inputs: [...INPUTS],
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
      help: {
        command: `npx nx ${targetName} --help`,
        example: { options: { push: true } },
      },
    },
  };
}
