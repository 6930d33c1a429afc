import { compareText, formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { StagePlan } from '../dockerfile/index.js';
import { usesOf, type Use } from './uses.js';

/** An image that stages are built on, or that something is copied or mounted from. */
export interface ReachedImage {
  /** As in the Dockerfile, with its variables expanded. */
  readonly reference: string;
  readonly platform: Platform;
  /** One that names it. */
  readonly line: number;
  /** It depends on the machine that builds: it need not be there for every such machine. */
  readonly isForBuild: boolean;
}

/** A build context of which something is reached. */
export interface ReachedContext {
  /** That of a named context; `undefined` is the build context itself. */
  readonly name: string | undefined;
  /** Sources as of a `COPY`, clean, perhaps with wildcards: what they lead to is all that counts. `undefined`: everything. */
  readonly only: readonly string[] | undefined;
}

/** What a platform's image can depend on besides the Dockerfile and the options. Each is there once, in a stable order. */
export interface Reach {
  readonly images: readonly ReachedImage[];
  readonly contexts: readonly ReachedContext[];
  /** What can't be known before it is built: `Dockerfile:3: …`. */
  readonly uncacheable: readonly string[];
}

/**
 * What the image of one platform can depend on, whichever of several machines builds it: `plans` is its plan for each.
 * What is triggered by the `ONBUILD`s of an image is not in a plan, and so not in here.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function findReach(plans: readonly StagePlan[]): Reach {
  const uses = plans.map(usesOf);
  const all = uses.flat();
  const uncacheable = all.flatMap((use) => (use.kind === 'unknown' ? [use.what] : []));
  return { images: imagesIn(uses), contexts: contextsIn(all), uncacheable: [...new Set(uncacheable)] };
}

function imagesIn(uses: readonly (readonly Use[])[]): readonly ReachedImage[] {
  const byPlan = uses.map(
    // Of several lines that name it, the first.
    (plan) => new Map(plan.flatMap((use) => (use.kind === 'image' ? [keyed(use)] : [])).reverse()),
  );
  const images = new Map(byPlan.flatMap((plan) => [...plan]));
  return [...images]
    .sort(([left], [right]) => compareText(left, right))
    .map(([key, { reference, platform, line }]) => ({
      ...{ reference, platform, line },
      isForBuild: !byPlan.every((plan) => plan.has(key)),
    }));
}

function keyed(use: Use & { readonly kind: 'image' }) {
  return [`${use.reference} ${formatPlatform(use.platform)}`, use] as const;
}

function contextsIn(uses: readonly Use[]): readonly ReachedContext[] {
  const sources = new Map<string | undefined, Set<string>>();
  for (const use of uses)
    if (use.kind === 'context') sources.set(use.name, (sources.get(use.name) ?? new Set()).add(use.source));
  return [...sources]
    .map(([name, found]) => ({ name, only: found.has('') ? undefined : [...found].sort() }))
    .sort((left, right) => compareText(left.name ?? '', right.name ?? ''));
}
