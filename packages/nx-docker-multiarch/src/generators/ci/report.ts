import { GITLAB_INCLUDE, GITLAB_ROOT_FILE, type WrittenFiles } from './ci-files.js';
import { ENV_TOKEN, hostOf, variablesIn, type CiPlan } from './ci-plan.js';
import { GITHUB_REGISTRY } from './github-steps.js';
import type { CiOptions } from './options.js';

/** What was written and what was kept, and what is left to do by hand: a line each. */
export function reportCi(
  plan: CiPlan,
  { files, needsInclude }: WrittenFiles,
  options: CiOptions,
): readonly string[] {
  const { missingLockFile, install } = plan.packageManager;
  return [
    ...[...files].map(([file, written]) =>
      written === 'kept'
        ? `${file}: kept, for it is there already (--force replaces it)`
        : `${file}: ${written}`,
    ),
    ...(needsInclude ? [`Add this to ${GITLAB_ROOT_FILE}, which is yours:\n${GITLAB_INCLUDE}`] : []),
    ...(missingLockFile
      ? [`"${install}" needs ${missingLockFile}, which is not there yet: commit one.`]
      : []),
    ...secretsOf(plan, options),
    ...platformsOf(plan),
    ...(plan.named === undefined ? [NAMES] : []),
    ...othersNamed(plan, options),
  ];
}

const NAMES =
  'Images are pushed under the tags of each project: write "registry" into the options of the plugin in nx.json, or "tags" into project.json.';

/** Where what is pushed goes elsewhere than to what the jobs are given. */
function othersNamed({ named }: CiPlan, { registry }: CiOptions): readonly string[] {
  if (named === undefined || registry === undefined || registry === named) return [];
  return [
    `Images are pushed to ${named}, as nx.json says: --registry=${registry} only says what is logged in to, and where the jobs look for what was built before. Name the same in both.`,
  ];
}

function secretsOf({ images }: CiPlan, { provider }: CiOptions): readonly string[] {
  if (images === undefined) return [];
  const isGitHub = provider === 'github';
  const place = isGitHub ? 'secrets' : 'protected and masked variables';
  const host = hostOf(images).replace(ENV_TOKEN, '$$$1');
  const secrets = `To log in to ${host}, set the ${place} REGISTRY_USERNAME and REGISTRY_PASSWORD`;
  const isOwn = isGitHub ? host === GITHUB_REGISTRY : host.startsWith('$CI_REGISTRY');
  return [
    ...variablesIn(images).map((name) => `Set the CI variable ${name}: the name of images is made of it.`),
    ...(isOwn ? [] : [isGitHub ? `${secrets}.` : `${secrets}, unless it is GitLab's own registry.`]),
  ];
}

/** Where the native runners' jobs take no notice of what is named. */
function platformsOf({ nativeArm, otherPlatformsIn }: CiPlan): readonly string[] {
  if (!nativeArm || otherPlatformsIn.length === 0) return [];
  return [
    `"platforms" in ${otherPlatformsIn.join(', ')}: each image is built on both runners, for linux/amd64 and linux/arm64, whatever is named there, and the last job builds what is named beside these. Leave --nativeArm out, or name both platforms and no other.`,
  ];
}
