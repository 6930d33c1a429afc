import * as z from 'zod';
import { builderOptions } from './builder-options.js';
import { imageOptions } from './image-options.js';
import { outputOptions } from './output-options.js';
import { sourceOptions } from './source-options.js';

/** The options of the `build` executor by subject, in the order of the options page. */
export const optionGroups = {
  'What is built': sourceOptions,
  'What it is called': imageOptions,
  'Where it goes': outputOptions,
  'How it is built': builderOptions,
} as const;

/** The one source of all options: schema.json and the options page are generated from it. */
export const buildOptionsSchema = z.strictObject({
  ...sourceOptions,
  ...imageOptions,
  ...outputOptions,
  ...builderOptions,
});

/** Options of the right shape: what they mean is not yet known. */
export type BuildOptions = z.output<typeof buildOptionsSchema>;

export type OptionName = keyof BuildOptions;
