import { GITLAB_INCLUDE, GITLAB_ROOT_FILE, type WrittenFiles } from './ci-files.js';
import { hostOf, type CiPlan } from './ci-plan.js';
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
    ...(plan.isNamed ? [] : [NAMES]),
  ];
}

const NAMES =
  'Images are pushed under the tags of each project: write "registry" into the options of the plugin in nx.json, or "tags" into project.json.';

function secretsOf({ images }: CiPlan, { provider }: CiOptions): readonly string[] {
  const own = provider === 'github' ? GITHUB_REGISTRY : undefined;
  if (images === undefined || hostOf(images) === own) return [];
  const place = provider === 'github' ? 'secrets' : 'protected and masked variables';
  return [`To log in to ${hostOf(images)}, set the ${place} REGISTRY_USERNAME and REGISTRY_PASSWORD.`];
}
