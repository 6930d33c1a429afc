import * as z from 'zod';
import { outputOptions } from '../../plan/options/output-options.js';
import { flag, IMPORTANT, oneOf } from '../../plan/options/shapes.js';
import { sourceOptions } from '../../plan/options/source-options.js';

const { dockerfile, context, platforms, target, buildArgs, buildContexts } = sourceOptions;
const { insecureRegistries, mirrors, caFiles } = outputOptions;

/** The options of `nx-docker-multiarch:lint`. Those that `build` has as well mean the same. */
export const optionsSchema = z.strictObject({
  dockerfile,
  context,
  platforms,
  target,
  buildArgs,
  buildContexts,
  maxWarnings: z
    .int({ error: 'must be a whole number' })
    .min(0, { error: 'must not be negative' })
    .optional()
    .meta({
      description: 'How many warnings there may be before the task fails. Notes never fail it.',
      'x-default': '0',
      examples: [10],
    }),
  network: flag().meta({
    ...IMPORTANT,
    description:
      'Asks the registries which platforms the images are there for. Without it nothing but the workspace is read.',
    'x-default': 'true',
    examples: [false],
  }),
  format: oneOf(['text', 'json']).meta({
    description: '"text" for people, with annotations on GitHub Actions; "json": one document for programs.',
    'x-default': 'text',
    examples: ['json'],
  }),
  insecureRegistries,
  mirrors,
  caFiles,
});

/** Options of the right shape: what they mean is not yet known. */
export type LintOptions = z.output<typeof optionsSchema>;
