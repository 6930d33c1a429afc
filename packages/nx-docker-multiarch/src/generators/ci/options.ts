import * as z from 'zod';

/** The options of `nx-docker-multiarch:ci`. */
export const optionsSchema = z.strictObject({
  provider: z.enum(['github', 'gitlab']).meta({
    description: 'Whose CI it is for: GitHub Actions or GitLab CI.',
    $default: { $source: 'argv', index: 0 },
    'x-prompt': 'Which CI builds the images?',
    'x-priority': 'important',
  }),
  registry: z
    .string()
    .regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*$/)
    .optional()
    .meta({
      description:
        'Where the images are, without the project: ghcr.io/acme. It is logged in to, and what was built before is looked up in it.',
      'x-default':
        '`registry` or the first of `tags` of the plugin in nx.json, else the registry of GitHub or GitLab',
      'x-priority': 'important',
    }),
  nativeArm: z.boolean().default(false).meta({
    description:
      'Builds each platform on a runner of that processor, and joins them afterwards. For what would be slow under emulation.',
    'x-priority': 'important',
  }),
  branch: z
    .string()
    .regex(/^[\w./-]+$/)
    .optional()
    .meta({
      description: 'The branch whose images are pushed.',
      'x-default': '`defaultBase` of nx.json, else `main`',
    }),
  force: z.boolean().default(false).meta({ description: 'Replace a file that is there already.' }),
  skipFormat: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave the files that change as they are written.' }),
});

export type CiOptions = z.input<typeof optionsSchema>;
