import type { Platform } from '@nx-docker-multiarch/oci/model';

/** `linux-arm-v7`: a platform as a part of file names, tags and names of outputs. */
export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('-');
}
