import { join } from 'node:path';
import { digestHex, digestOf } from '@nx-docker-multiarch/oci/model';

/**
 * The file below a folder for caches in which the digests of a build context's files are kept between runs: one for each
 * Dockerfile, so that services that share a build context do not read and write those of all others.
 */
export function digestStoreFile(cacheDirectory: string, root: string, dockerfile: string): string {
  return join(cacheDirectory, 'digests', `${digestHex(digestOf(`${root}\0${dockerfile}`))}.json`);
}
