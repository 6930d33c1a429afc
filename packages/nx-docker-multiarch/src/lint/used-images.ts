import { isSamePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { StagePlan } from '../context/dockerfile/index.js';

/** An image that a Dockerfile names, in a `FROM` or a `--from`. */
export interface UsedImage {
  readonly line: number;
  /** With its variables expanded; perhaps short, and without a tag. */
  readonly reference: string;
  readonly platform: Platform;
  /** Whether it is that platform whatever machine builds. */
  readonly isOnEveryMachine: boolean;
}

/** Every image that one of the plans takes from a registry; the same one comes again with each plan. */
export function usedImages(plans: readonly StagePlan[]): readonly UsedImage[] {
  const all = plans.map(imagesOf);
  return plans.flatMap((plan, position) => {
    const others = all.filter((_, other) => plans[other]?.facts.platform === plan.facts.platform);
    return (all[position] ?? []).map((image) => ({
      ...image,
      isOnEveryMachine: others.every((images) => images.some((other) => isSameImage(image, other))),
    }));
  });
}

type Named = Omit<UsedImage, 'isOnEveryMachine'>;

function imagesOf({ stages }: StagePlan): readonly Named[] {
  return stages.flatMap(({ stage, base, references }) =>
    [{ line: stage.line, source: base }, ...references].flatMap(({ line, source }) =>
      source.kind === 'image' ? [{ line, reference: source.reference, platform: source.platform }] : [],
    ),
  );
}

function isSameImage(left: Named, right: Named): boolean {
  return (
    left.line === right.line &&
    left.reference === right.reference &&
    isSamePlatform(left.platform, right.platform)
  );
}
