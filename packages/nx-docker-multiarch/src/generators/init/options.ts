import * as z from 'zod';

/** The options of `nx-docker-multiarch:init`. */
export const optionsSchema = z.strictObject({
  registry: z.string().optional().meta({
    description: "Where images go: registry and path, like ghcr.io/acme. The project's name follows.",
    'x-priority': 'important',
  }),
  tags: z.array(z.string()).optional().meta({
    description: 'Tags of the images, with tokens: latest, {version}, {shortSha}. With a "/", whole names.',
    'x-default': '`latest`, if there is a registry',
  }),
  platforms: z.array(z.string()).optional().meta({
    description: 'What images are built for.',
    'x-default': '`linux/amd64,linux/arm64`',
  }),
  targetName: z.string().optional().meta({
    description: 'What the target of a project with a Dockerfile is called.',
    'x-default': '`docker-multiarch`',
  }),
  skipFormat: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave the files that change as they are written.' }),
});

export type InitOptions = z.input<typeof optionsSchema>;
