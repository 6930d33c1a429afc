import * as z from 'zod';
import { COMMAS, flag, IMPORTANT, list, text } from './shapes.js';

/** The one source of the options of the `publish` executor, in the order of its page. */
export const publishOptionsSchema = z.strictObject({
  buildTargets: list().meta({
    ...COMMAS,
    description:
      'The targets of the project that build what is released, each with a configuration behind a colon if it needs one. Their tags say in which repositories.',
    'x-default': 'every target of nx-docker-multiarch:build that has tags',
    examples: ['docker-multiarch'],
  }),
  from: text().meta({
    ...IMPORTANT,
    description:
      'The tag under which the image to release is now, without its repository. Tokens are filled in; {sha} and {shortSha} are the released commit.',
    'x-default': 'those tags of the build that have {sha} or {shortSha}, and neither {version} nor {date}',
    examples: ['{sha}'],
  }),
  tags: list().meta({
    ...COMMAS,
    ...IMPORTANT,
    description:
      'The tags that the image gets, without a repository. Tokens are filled in. One with {version} is never moved to another image; others are.',
    'x-default': '{version}',
    examples: [['{version}', 'stable']],
  }),
  overwrite: flag().meta({
    description: 'Moves a tag with {version} too, if it points to another image.',
    'x-default': 'false',
    examples: [true],
  }),
  dryRun: flag().meta({
    description: 'Prints what would be tagged, and asks neither a registry nor a builder.',
    'x-default': 'false, and true in a dry run of nx release',
    examples: [true],
  }),
});

/** Options of the right shape: what they mean is not yet known. */
export type PublishOptions = z.output<typeof publishOptionsSchema>;
