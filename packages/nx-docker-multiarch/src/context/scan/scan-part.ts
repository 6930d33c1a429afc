import type { Digest } from '@nx-docker-multiarch/oci/model';
import type { IgnoreRules } from '../dockerignore/index.js';
import type { ContextTree } from './context-tree.js';
import { scanContext } from './scan-context.js';
import { isSelfContained, toScope } from './source-scope.js';

/** What is in a build context, as far as somebody has asked for it. */
export interface ScannedPart {
  readonly tree: ContextTree;
  /** Clean paths: they and what is below them was looked at. `undefined`: everything. */
  readonly scope: readonly string[] | undefined;
  readonly scannedAt: Date;
  /** Those digests of its files that are known, by their paths. */
  readonly digests?: ReadonlyMap<string, Digest> | undefined;
}

/** What a scan for some sources of `COPY` is told. */
export interface ScanPartOptions {
  readonly ignore: IgnoreRules | undefined;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

/** All that these sources of `COPY` lead to, and not much more; without sources, everything. Errors: those of `scanContext`. */
export async function scanPart(
  root: string,
  sources: readonly string[] | undefined,
  { ignore, now, signal }: ScanPartOptions,
): Promise<ScannedPart> {
  const scannedAt = now();
  const scope = sources && toScope(sources);
  const tree = await scanContext(root, { ignore, only: scope, signal });
  // A link can lead anywhere.
  if (sources === undefined || scope === undefined || isSelfContained(tree, sources))
    return { tree, scope, scannedAt };
  return { tree: await scanContext(root, { ignore, signal }), scope: undefined, scannedAt };
}

/** Whether a part has all that these sources of `COPY` lead to. */
export function hasAll({ tree, scope }: ScannedPart, sources: readonly string[]): boolean {
  if (scope === undefined) return true;
  const needed = toScope(sources);
  const isSeen = (path: string): boolean => scope.some((top) => top === path || path.startsWith(`${top}/`));
  return needed !== undefined && needed.every(isSeen) && isSelfContained(tree, sources);
}
