import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { loadHttpClient } from '@nx-docker-multiarch/oci/http';
import { chooseEngine, createMask, readSecretValues, type Engine } from '../../engines/index.js';
import {
  buildImage,
  countReceived,
  createBaseImages,
  rememberDocuments,
  type ImageResult,
  type RunTools,
} from '../../pipeline/index.js';
import { resolvePlan, type BuildPlan } from '../../plan/index.js';
import type { RunConsole } from '../world/console.js';
import { gatherFacts } from '../world/facts.js';
import { onDisc } from '../world/on-disc.js';
import { isOneOfSeveral } from './one-of-several.js';
import { cacheDirectoryOf, hostPlatform, readSourceDateEpoch } from './open-engine.js';
import { prepareReport, publishReport } from './publish-report.js';
import { describePlan } from './report/plan.js';
import type { SharedRegistries } from './shared-registries.js';
import { sweepCache } from './sweep-cache.js';
import { warningFirst } from './warning-first.js';
import type { Workshop } from './workshop.js';

/** Builds one project's image as its options say, and reports it; `undefined` if it was only to be shown what would be done. */
export async function buildService(
  options: unknown,
  context: ExecutorContext,
  out: RunConsole,
  workshop: Workshop,
): Promise<ImageResult | undefined> {
  const { env, startedAt: now, ask: run } = workshop;
  workshop.signal.throwIfAborted();
  const facts = gatherFacts(options, context, { env, now, run });
  // While git answers, for the first request comes right after.
  if (isPush(options)) void loadHttpClient();
  const asked = resolvePlan(options, await facts);
  const choice = await chooseEngine(asked, hostPlatform());
  const plan = { ...asked, engine: choice.name };
  const registries = await workshop.openRegistries(plan);
  const engine = workshop.openEngine(plan);
  if (plan.dryRun) {
    const mask = createMask(await readSecretValues(plan.secrets, env));
    for (const line of describePlan(plan, engine, choice.reason, mask)) out.line(line);
    return undefined;
  }
  if (plan.verbosity !== 'quiet') out.progress(`engine ${choice.name}: ${choice.reason}`);
  await prepareReport(plan);
  const result = await runPlan(plan, warningFirst(engine, plan, out), registries, out, workshop);
  await publishReport(plan, result, { out, env, isOneOfSeveral: isOneOfSeveral(context) });
  if (result.platforms.some(({ outcome }) => outcome === 'built'))
    await sweepCache(cacheDirectoryOf(plan), new Date());
  return result;
}

function isPush(options: unknown): boolean {
  return (options as { readonly push?: unknown } | undefined)?.push === true;
}

async function runPlan(
  plan: BuildPlan,
  engine: Engine,
  { open, settings, bases, memory }: SharedRegistries,
  out: RunConsole,
  { directory: parent, env, signal, limitBuilds, loader }: Workshop,
): Promise<ImageResult> {
  const directory = await onDisc(`Making a temporary folder in ${parent}`, 'Make room there.', () =>
    mkdtemp(path.join(parent, 'service-')),
  );
  try {
    const received = countReceived(open);
    const openRepository: RunTools['openRepository'] = (reference, access) => {
      const store = received.open(reference, access);
      return access === 'pull' ? rememberDocuments(store, memory) : store;
    };
    return await buildImage(plan, engine, {
      directory,
      cacheDirectory: cacheDirectoryOf(plan),
      signal,
      openRepository,
      bases: createBaseImages(openRepository, bases, settings),
      limitBuilds,
      bytesReceived: received.bytes,
      loader,
      now: () => performance.now(),
      clock: () => new Date(),
      sourceDateEpoch: readSourceDateEpoch(env),
      progress: plan.verbosity === 'quiet' ? () => undefined : out.progress,
      explain: out.progress,
      warn: out.warn,
    });
  } finally {
    // Not only at the end of the process: fifty services would fill the disc.
    await rm(directory, { recursive: true, force: true });
  }
}
