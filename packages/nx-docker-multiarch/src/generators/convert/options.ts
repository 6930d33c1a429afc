import * as z from 'zod';

/** The options of `nx-docker-multiarch:convert`. */
export const optionsSchema = z.strictObject({
  project: z
    .string()
    .optional()
    .meta({
      $default: { $source: 'argv', index: 0 },
      'x-dropdown': 'projects',
      description:
        'The only project whose targets are converted. Without it all of them are, and the plugin in nx.json.',
    }),
  force: z.boolean().default(false).meta({
    description: "Convert a target of which something essential can't be carried over, too: without that.",
  }),
  skipFormat: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave the files that change as they are written.' }),
});

export type ConvertOptions = z.input<typeof optionsSchema>;
