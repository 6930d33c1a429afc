import { formatReference } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../plan/index.js';
import { isKnown } from './base-images.js';
import type { PinnedImages } from './pin-images.js';
import type { PlatformReach } from './platform-reach.js';

const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

/**
 * What the manifest of a platform's image says of the image it is built on (image-spec, annotations.md): its name, and the
 * digest of that platform's manifest. The user's own annotations win.
 */
export function baseAnnotations(
  { ociLabels, annotations }: BuildPlan,
  { base, basePlatform }: PlatformReach,
  { bases }: PinnedImages,
): Readonly<Record<string, string>> {
  const image = base === undefined ? undefined : bases.get(base);
  if (!ociLabels || !isKnown(image) || image.reference === undefined) return {};
  const digest = image.digestFor(basePlatform);
  const all = { [BASE_NAME]: formatReference(image.reference), ...(digest && { [BASE_DIGEST]: digest }) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !Object.hasOwn(annotations, name)));
}
