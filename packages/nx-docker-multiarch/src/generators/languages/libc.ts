import type { DockerfileRequest } from './language.js';

/** The C library that programs in an image are linked with. */
export type Libc = 'glibc' | 'musl';

/** That of the image that the service runs on, by its name: Alpine's is musl, and that of all others glibc. */
export function libcOf({ base = '' }: DockerfileRequest): Libc {
  return /alpine|musl/.test(base) ? 'musl' : 'glibc';
}
