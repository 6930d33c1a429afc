import { toTagPart } from '../../plan/index.js';
import type { CiPlan } from './ci-plan.js';

// Every job looks in the same place, whatever project.json says: what one has built, the next finds.
const CACHE = '--cache.repository="$IMAGES/{projectName}"';

/** Builds what a change touches, on one platform if `$ARCH` says so, and leaves no trace in the registry. */
export function checkCommand(plan: CiPlan): string {
  const platform = plan.nativeArm ? ' --platforms="linux/$ARCH"' : '';
  return `${affected(plan, plan.targets)}${platform} \\
  ${CACHE} --cache.write=false`;
}

/** Builds the platform of `$ARCH`, and keeps it under a tag that is not one of the image's own. */
export function buildCommands(plan: CiPlan): string {
  return plan.targets
    .map((target, position) => {
      // Two images of one project would take the tag from each other.
      const tag = `build-${position === 0 ? '' : `${toTagPart(target)}-`}$ARCH`;
      return `${affected(plan, [target])} --push --platforms="linux/$ARCH" \\
  --tags="$IMAGES/{projectName}:${tag}" ${CACHE}`;
    })
    .join('\n');
}

/** Builds what nobody has built yet, and pushes it under its tags. */
export function pushCommand(plan: CiPlan): string {
  return `${affected(plan, plan.targets)} --push \\
  ${CACHE}`;
}

function affected({ packageManager }: CiPlan, targets: readonly string[]): string {
  return `${packageManager.exec} nx affected -t ${targets.join(',')}`;
}
