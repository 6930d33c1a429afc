import * as z from 'zod';
import { SERVICE_LANGUAGES } from './service-languages.js';

const LANGUAGES = Object.keys(SERVICE_LANGUAGES);

/** The options of `nx-docker-multiarch:service`. Nx would refuse the first wrong value only, so that it is shown types alone. */
export const optionsSchema = z.strictObject({
  name: z.string().meta({
    description: "The service's name, like api or @acme/api: that of the project and of the image.",
    $default: { $source: 'argv', index: 0 },
    'x-prompt': 'What is the service called?',
    'x-priority': 'important',
  }),
  language: z.string().meta({
    description: `What the service is written in: ${LANGUAGES.join(' or ')}.`,
    'x-prompt': { message: 'What is it written in?', type: 'list', items: LANGUAGES },
    'x-priority': 'important',
  }),
  directory: z.string().optional().meta({
    description: 'The folder of the service, relative to the workspace root.',
    'x-default': '`apps/<name>`',
    'x-priority': 'important',
  }),
  port: z.number().default(8080).meta({
    description: 'The port that the service listens on, unless the variable PORT says otherwise.',
    'x-priority': 'important',
  }),
  registry: z.string().optional().meta({
    description:
      'Where its image goes, like ghcr.io/acme: the name of the service follows, with the tag latest. Without it, --tags of the target or nx.json say.',
  }),
  base: z.string().min(1).optional().meta({ description: 'The image that the service runs on.' }),
  builderBase: z.string().min(1).optional().meta({ description: 'The image that the service is built in.' }),
  skipFormat: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave the files that change as they are written.' }),
});

export type ServiceOptions = z.input<typeof optionsSchema>;
