import type { Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile } from '../../context/dockerfile/index.js';
import { missingPlatform } from '../../engines/index.js';
import { isKnown } from './base-images.js';
import type { PinnedImages } from './pin-images.js';
import type { PlatformReach } from './platform-reach.js';

/** Architectures whose images BuildKit takes where there is none of the key's. */
const STANDS_IN: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' };

const BUILD_PLATFORM = 'A stage that only compiles can begin FROM --platform=$BUILDPLATFORM.';

/**
 * Stops if a stage of the image's platform begins with an image that is sure not to be there for it. Errors:
 * `BASE_IMAGE_MISSING`, or several.
 */
export function expectPlatforms(
  dockerfile: Dockerfile,
  reaches: readonly PlatformReach[],
  { bases, unpinned }: Pick<PinnedImages, 'bases' | 'unpinned'>,
): void {
  // What is not pinned the builder may find elsewhere, as another image.
  if (unpinned.length > 0) return;
  const errors = reaches.flatMap(({ images, starts }) =>
    images.flatMap(({ reference, platform, line, isForBuild }) => {
      const image = bases.get(reference);
      const platforms = isKnown(image) ? image.platforms : undefined;
      const isStart = starts.some((start) => !start.isContext && start.name === reference);
      if (isForBuild || !isStart || platforms === undefined) return [];
      if (platforms.some((offered) => mayDo(offered, platform))) return [];
      const subject = `Reading ${dockerfile.name}:${line}: ${reference}`;
      return [missingPlatform(subject, platforms, platform, BUILD_PLATFORM)];
    }),
  );
  const [first, ...more] = errors;
  if (first === undefined) return;
  throw more.length === 0 ? first : new AggregateError(errors, `${errors.length} failures`);
}

function mayDo(offered: Platform, { os, architecture }: Platform): boolean {
  const isNear = [architecture, STANDS_IN[architecture]].includes(offered.architecture);
  return offered.os === os && isNear;
}
