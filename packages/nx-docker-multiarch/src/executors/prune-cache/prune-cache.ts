import type { ExecutorContext } from '@nx/devkit';
import type { RemoteStore } from '@nx-docker-multiarch/oci/store';
import { deleteEntries, findOldEntries } from '../../pipeline/index.js';
import { resolvePrune, type PrunePlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import type { RunConsole } from '../world/console.js';
import { gatherFacts } from '../world/facts.js';
import { describeFailure } from '../world/failure.js';
import { openRegistries } from '../world/open-registries.js';
import { alikeFailures } from './alike-failures.js';
import { describePruning } from './report.js';

/** What a pruning uses of the world around it. */
export interface PruneWorld {
  readonly out: Pick<RunConsole, 'line' | 'error'>;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Finds old entries, deletes them unless it is a dry run, and reports. `false` if one could not be deleted. */
export async function pruneCache(
  options: unknown,
  context: ExecutorContext,
  world: PruneWorld,
): Promise<boolean> {
  const { env, now } = world;
  // Of all options this one has tokens, and it is filled in as the tags of an image are.
  const { repository: tags } = Object(options) as { readonly repository?: unknown };
  const facts = await gatherFacts({ tags, ociLabels: false }, context, { env, now, run });
  const plan = resolvePrune(options, facts);
  const registries = await openRegistries({ ...plan, mirrors: {} }, env);
  try {
    const store = registries.open(plan.repository, plan.dryRun ? 'pull' : 'push');
    return await pruneStore(store, plan, world);
  } finally {
    await registries.close();
  }
}

async function pruneStore(
  store: RemoteStore,
  plan: PrunePlan,
  { out, now, signal }: PruneWorld,
): Promise<boolean> {
  if (!plan.isQuiet) out.line(`Looking at the tags of ${store.name}`);
  const survey = await findOldEntries(store, plan, now, signal);
  const deleted = plan.dryRun ? undefined : await deleteEntries(survey.old, store, signal);
  for (const line of describePruning(survey, deleted, plan.isQuiet)) out.line(line);
  const failures = (deleted ?? []).flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : [outcome]));
  if (failures.length === 0) return true;
  const { lines } = describeFailure(new AggregateError(alikeFailures(failures, store.name)));
  for (const line of lines) out.error(line);
  return false;
}
