import { createHash, type Hash } from 'node:crypto';
import { OciError } from '../errors/index.js';

/** `sha256:` and 64 lower-case hexadecimal digits (image-spec, descriptor.md §Digests). */
export type Digest = `sha256:${string}`;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** Validates before anything puts it into a path or a URL. Errors: `DIGEST_INVALID`. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new OciError(
    'DIGEST_INVALID',
    `Reading digest ${JSON.stringify(text.slice(0, 100))}: not "sha256:" and 64 hexadecimal digits`,
  );
}

/** The 64 digits, without the algorithm. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** The digest of exactly these bytes. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return finishDigest(createHash('sha256').update(bytes));
}

/** The digest of all that was fed to a sha256 hash. */
export function finishDigest(hash: Hash): Digest {
  return `sha256:${hash.digest('hex')}`;
}
