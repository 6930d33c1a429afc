import * as z from 'zod';
import { oneOf, text, textOrNumber } from './shapes.js';

/** The keys of the option `cache`. */
export const cacheOptions = {
  mode: oneOf(['auto', 'registry', 'local', 'off']).meta({
    description:
      'Where images are remembered. "registry": in a registry, for every machine. "local": in the OCI layout at outputPath. "off": nowhere. "auto": "registry" if the image is pushed or a repository is named, else "local" if a layout is written, else "off".',
    'x-default': 'auto',
    examples: ['off'],
  }),
  repository: text().meta({
    description:
      'The repository of the entries, without a tag. Tokens are filled in. Who can push to it can choose what you ship.',
    'x-default': "the first tag's",
    examples: ['ghcr.io/acme/cache'],
  }),
  prefix: textOrNumber().meta({
    description: 'What the tags of entries begin with; the 64 digits of the input digest follow.',
    'x-default': 'nxdm-',
    examples: ['nxdm-'],
  }),
  write: z
    // Nx makes booleans of texts at the top level only: --cache.write=false comes as a text.
    .union([z.boolean(), z.enum(['true', 'false'])], { error: 'must be true or false' })
    .optional()
    .meta({
      description: 'Whether what is built is remembered. false is for builds that are not trusted.',
      'x-default': 'true',
      examples: [false],
    }),
  maxAge: textOrNumber().meta({
    description:
      'Entries older than this are not used: days, hours or minutes. For images whose RUN steps fetch what moves.',
    'x-default': 'none',
    examples: ['30d'],
  }),
};

const cacheSchema = z.strictObject(cacheOptions);

/** The keys of `cache` in the right shape. */
export type CacheOptions = z.output<typeof cacheSchema>;

/** The option `cache`: on, off, or how. */
export const cache = () =>
  z.union([z.boolean(), cacheSchema], { error: 'must be true, false, or an object' }).optional();
