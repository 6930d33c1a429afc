import type { CreateNodesV2 } from '@nx/devkit';
import type { PluginOptions } from './plugin-options.js';

/** The name by which nx.json knows the plugin. */
export const name = 'nx-docker-multiarch';

/** The targets that projects with Dockerfiles get. Nx 22 reads `createNodesV2`, 24 `createNodes`. */
export const createNodesV2: CreateNodesV2<PluginOptions> = ['**/Dockerfile', async () => []];
export const createNodes = createNodesV2;
