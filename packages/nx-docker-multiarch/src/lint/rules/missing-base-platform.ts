import { formatPlatform, isSamePlatform } from '@nx-docker-multiarch/oci/model';
import type { Found, Rule } from '../rule.js';
import type { Subject } from '../subject.js';
import { usedImages, type UsedImage } from '../used-images.js';

/** An image that is not there for a platform that it is needed for. */
export const missingBasePlatform: Rule = {
  by: 'registry',
  find: (subject) => usedImages(subject.plans).flatMap((image) => inImage(image, subject)),
};

function inImage(
  { line, reference, platform, isOnEveryMachine }: UsedImage,
  { facts: { images } }: Subject,
): readonly Found[] {
  const there = images?.get(reference);
  // For what runs on the machine that builds, there may be only machines of one kind.
  if (there === undefined || !isOnEveryMachine) return [];
  if (there.some((one) => isSamePlatform(one, platform))) return [];
  const names = there.map(formatPlatform).join(', ') || 'no platform';
  return [
    {
      severity: 'warning',
      line,
      message: `${reference} is not there for ${formatPlatform(platform)}: it has ${names}`,
      fix: 'Choose another image or version, or name its index if the digest is that of one platform, or take the platform out of the option platforms.',
    },
  ];
}
