import type { ExecutorContext } from '@nx/devkit';
import { releaseImage } from '../../pipeline/index.js';
import { resolvePublish, type PublishPlan, type ReleasePlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import type { RunConsole } from '../world/console.js';
import { gatherFacts } from '../world/facts.js';
import { openRegistries } from '../world/open-registries.js';
import { readCommitsBeforeRelease } from './release-commits.js';
import { readReleasedVersion, type VersionData } from './released-version.js';
import { describePublish, describeReleased } from './report.js';

/** What a release uses of the world around it. */
export interface PublishWorld {
  readonly out: Pick<RunConsole, 'line' | 'progress'>;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What `nx release publish` hands to every project: for packages of npm, and what it knows of this release. */
const FROM_NX_RELEASE = ['registry', 'tag', 'otp', 'access', 'firstRelease', 'nxReleaseVersionData'];

/** Gives the images of a project the version as a tag, and reports; in a dry run it only says so. */
export async function publish(
  options: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
  world: PublishWorld,
): Promise<void> {
  const plan = await planPublish(options, context, world);
  if (plan === undefined)
    world.out.line(`${context.projectName} has no new version: there is nothing to tag.`);
  else if (plan.dryRun) for (const line of describePublish(plan)) world.out.line(line);
  // One after the other: how many projects are released at once is up to Nx.
  else for (const image of plan.images) await publishImage(image, world);
}

/** `undefined` if the project has no new version. */
async function planPublish(
  options: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
  { env, now }: PublishWorld,
): Promise<PublishPlan | undefined> {
  const { root: workspaceRoot, projectName = '', nxJsonConfiguration } = context;
  const { root = '.', targets = {} } = context.projectsConfigurations.projects[projectName] ?? {};
  const project = { name: projectName, root, workspaceRoot, nxRelease: nxJsonConfiguration?.release };
  const { nxReleaseVersionData } = options as { readonly nxReleaseVersionData?: VersionData };
  const version = await readReleasedVersion(project, nxReleaseVersionData, run);
  if (version === undefined) return undefined;
  const own = Object.entries(options).filter(([name]) => !FROM_NX_RELEASE.includes(name));
  const asked = { dryRun: env['NX_DRY_RUN'] === 'true', ...Object.fromEntries(own) };
  // Whatever of the options it stands in, a token is filled in as those of an image's tags are.
  const facts = await gatherFacts({ tags: [asked, targets], ociLabels: false }, context, { env, now, run });
  const earlier = await readCommitsBeforeRelease(workspaceRoot, run);
  return resolvePublish(asked, targets, { ...facts, version }, earlier);
}

async function publishImage(plan: ReleasePlan, { out, env, signal }: PublishWorld): Promise<void> {
  const registries = await openRegistries({ ...plan, mirrors: {} }, env);
  try {
    const image = await releaseImage(plan, {
      openRepository: (reference, access) => registries.open(reference, access),
      signal,
      progress: out.progress,
    });
    for (const line of describeReleased(image)) out.line(line);
  } finally {
    await registries.close();
  }
}
