import type { ExecutorContext } from '@nx/devkit';
import type { Registries } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../../errors/index.js';
import { findImages, tagImage, type RunTools } from '../../pipeline/index.js';
import { resolvePublish, type PublishPlan, type ReleasePlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import { findReleaseGroup } from '../../release/release-group.js';
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
  else await publishImages(plan.images, world);
}

/** `undefined` if the project has no new version. */
async function planPublish(
  options: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
  { env, now }: PublishWorld,
): Promise<PublishPlan | undefined> {
  const { root: workspaceRoot, projectName: name = '', nxJsonConfiguration } = context;
  const { projects } = context.projectsConfigurations;
  const { root = '.', targets = {} } = projects[name] ?? {};
  const nxRelease = nxJsonConfiguration?.release;
  const group = await findReleaseGroup(name, projects, nxRelease?.groups);
  const project = { name, root, workspaceRoot, nxRelease, group };
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

async function publishImages(
  plans: readonly ReleasePlan[],
  { out, env, signal }: PublishWorld,
): Promise<void> {
  const opened: Registries[] = [];
  try {
    const releases = [];
    for (const plan of plans) {
      const registries = await openRegistries({ ...plan, mirrors: {} }, env);
      opened.push(registries);
      const openRepository: RunTools['openRepository'] = (reference, access) =>
        registries.open(reference, access);
      releases.push({ plan, tools: { openRepository, signal, progress: out.progress } });
    }
    // One after the other: how many projects are released at once is up to Nx.
    for (const image of await findImages(releases))
      for (const line of describeReleased(await tagImage(image))) out.line(line);
  } finally {
    await settleAll(opened.map((registries) => registries.close()));
  }
}
