import { formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { PluginError } from '../errors/index.js';

const WAY_OUT = 'Use a base image of every platform that is built, or build fewer with --platforms.';

/** A base image that is not there for a platform, `subject` begins the message; with more ways out than those that always help. */
export function missingPlatform(
  subject: string,
  offered: readonly Platform[],
  platform: Platform,
  ...more: readonly string[]
): PluginError {
  const known = offered
    .filter(({ os }) => os !== 'unknown')
    .map(formatPlatform)
    .join(', ');
  return new PluginError(
    'BASE_IMAGE_MISSING',
    `${subject} is there for ${known || 'no platform'}, not for ${formatPlatform(platform)}`,
    { hint: [WAY_OUT, ...more].join(' ') },
  );
}
