import * as z from 'zod';
import { LANGUAGES } from '../languages/languages.js';

/** The options of `nx-docker-multiarch:dockerfile`. */
export const optionsSchema = z.strictObject({
  project: z
    .string()
    .min(1)
    .meta({
      description: 'The project that gets a Dockerfile.',
      $default: { $source: 'argv', index: 0 },
      'x-prompt': 'Which project gets a Dockerfile?',
      'x-dropdown': 'projects',
      'x-priority': 'important',
    }),
  language: z
    .enum(LANGUAGES.map(({ name }) => name))
    .optional()
    .meta({
      description:
        "What the service is written in. Without it, the project's files tell. generic is a ready binary.",
      'x-priority': 'important',
    }),
  base: z.string().min(1).optional().meta({ description: 'The image that the service runs on.' }),
  builderBase: z.string().min(1).optional().meta({ description: 'The image that the service is built in.' }),
  port: z.int().min(1).max(65_535).optional().meta({
    description: 'The port that the service listens on: gives EXPOSE, the variable PORT, and a HEALTHCHECK.',
    'x-priority': 'important',
  }),
  mirror: z.boolean().default(false).meta({
    description:
      'For closed networks: build arguments say where base images and packages are fetched from (REGISTRY, GOPROXY, NPM_CONFIG_REGISTRY, PIP_INDEX_URL, …).',
  }),
  prebuilt: z.boolean().default(false).meta({
    description:
      'A Dockerfile that runs nothing and only copies what Nx has built: no Docker is needed to build it.',
  }),
  force: z.boolean().default(false).meta({ description: 'Replace a Dockerfile that is there already.' }),
  skipFormat: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave the files that change as they are written.' }),
});

export type DockerfileOptions = z.input<typeof optionsSchema>;
