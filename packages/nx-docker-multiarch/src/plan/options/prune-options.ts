import * as z from 'zod';
import { COMMAS, flag, IMPORTANT, list, map, text, textOrNumber } from './shapes.js';

/** The one source of the options of the `prune-cache` executor, in the order of its page. */
export const pruneOptionsSchema = z.strictObject({
  repository: text().meta({
    ...IMPORTANT,
    description:
      'The repository whose entries are looked at, without a tag: the cache.repository of your builds, or else the one of their first tag. Tokens are filled in. It is needed.',
    examples: ['ghcr.io/acme/cache'],
  }),
  olderThan: textOrNumber().meta({
    ...IMPORTANT,
    description:
      'The age from which on entries are deleted: days, hours or minutes since they were written. 0d means all of them. It is needed.',
    examples: ['30d'],
  }),
  prefix: textOrNumber().meta({
    description: 'What the tags of entries begin with: the cache.prefix of your builds.',
    'x-default': 'nxdm-',
    examples: ['nxdm-'],
  }),
  dryRun: flag().meta({
    ...IMPORTANT,
    description: 'Lists what would be deleted, and deletes nothing.',
    'x-default': 'true',
    examples: [false],
  }),
  insecureRegistries: list().meta({
    ...COMMAS,
    description:
      'Registries (host[:port]) that may be spoken to over plain HTTP. localhost always may; never name one across the internet.',
    examples: ['registry.lan:5000'],
  }),
  caFiles: map().meta({
    description:
      'Files (PEM) with certificate authorities to trust, by registry: registry=file, relative to the workspace root. For all registries at once there is NODE_EXTRA_CA_CERTS.',
    examples: ['registry.lan=certs/lan-ca.pem'],
  }),
  quiet: flag().meta({
    description: 'Prints only errors, and in one line how many entries there are of each kind.',
    'x-default': 'false',
    examples: [true],
  }),
});

/** Options of the right shape: what they mean is not yet known. */
export type PruneOptions = z.output<typeof pruneOptionsSchema>;
