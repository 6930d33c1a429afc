import { canonicalJson } from '@nx-docker-multiarch/oci/model';
import { printable } from './printable.js';
import type { Proof } from '../prove/prove.js';

const MAX_PATHS = 16;

/** What an entry says of a proof that was given when it was written. It is told to the user, and nothing is decided by it. */
export function formatProof({ executables, reason, isLeftToBase, sizeBytes }: Proof): string {
  return canonicalJson({ executables, reason, isLeftToBase, sizeBytes });
}

/** Reads what `formatProof` wrote; of any other text only what can be shown. */
export function parseProof(text: string): Proof {
  const { executables, reason, isLeftToBase, sizeBytes } = readObject(text);
  const paths = Array.isArray(executables) ? executables.filter((each) => typeof each === 'string') : [];
  return {
    executables: paths.slice(0, MAX_PATHS).map(printable),
    reason: typeof reason === 'string' ? printable(reason) : undefined,
    isLeftToBase: isLeftToBase === true,
    warnings: [],
    sizeBytes: Number.isSafeInteger(sizeBytes) ? (sizeBytes as number) : 0,
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
