import * as z from 'zod';

/** The plugin's options in nx.json. */
export const pluginOptionsSchema = z.strictObject({
  targetName: z.string().min(1).default('docker-multiarch'),
  platforms: z.array(z.string()).optional(),
  registry: z.string().optional(),
  tags: z.array(z.string()).optional(),
});

export type PluginOptions = z.input<typeof pluginOptionsSchema>;

/** The target that a project with a Dockerfile gets, unless nx.json names it otherwise. */
export const TARGET_NAME = 'docker-multiarch';
