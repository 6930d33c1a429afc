import type { CiPlan } from './ci-plan.js';

// Every job looks in the same place, whatever project.json says: what one has built, the next finds.
const CACHE = '--cache.repository="$IMAGES/{projectName}"';

/** Builds what a change touches, on one platform if `$ARCH` says so, and leaves no trace in the registry. */
export function checkCommand(plan: CiPlan): string {
  const platform = plan.nativeArm ? ' --platforms="linux/$ARCH"' : '';
  return `${affected(plan, ...targetsOf(plan))}${platform} \\
  ${CACHE} --cache.write=false`;
}

/** Builds the platform of `$ARCH`, and keeps it under a tag that is not one of the image's own. */
export function buildCommands(plan: CiPlan): string {
  return [undefined, ...plan.suffixes]
    .map((suffix) => {
      // Two images of one project would take the tag from each other.
      const tag = `build-${suffix === undefined ? '' : `${suffix}-`}$ARCH`;
      return `${affected(plan, targetOf(plan, suffix))} --push --platforms="linux/$ARCH" \\
  --tags="$IMAGES/{projectName}:${tag}" ${CACHE}`;
    })
    .join('\n');
}

/** Builds what nobody has built yet, and pushes it under its tags. */
export function pushCommand(plan: CiPlan): string {
  return `${affected(plan, ...targetsOf(plan))} --push \\
  ${CACHE}`;
}

function affected({ packageManager }: CiPlan, ...targets: readonly string[]): string {
  return `${packageManager.exec} nx affected -t ${targets.join(',')}`;
}

function targetsOf(plan: CiPlan): readonly string[] {
  return [undefined, ...plan.suffixes].map((suffix) => targetOf(plan, suffix));
}

function targetOf({ targetName }: CiPlan, suffix: string | undefined): string {
  return suffix === undefined ? targetName : `${targetName}-${suffix}`;
}
