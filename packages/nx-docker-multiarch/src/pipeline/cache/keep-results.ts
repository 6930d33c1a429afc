import {
  findPlatform,
  isIndexMediaType,
  parseIndex,
  parseJson,
  parseManifest,
  type Digest,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { readSmallBlob, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { failuresOf, reasonOrThrow, settleAll } from '../../errors/index.js';
import type { UsedBase } from '../inputs/identify-jobs.js';
import type { BuildPlan } from '../../plan/index.js';
import type { ProvedImage, ProvedPlatform } from '../proved-image.js';
import { isDifference } from '../read-back.js';
import type { RunTools } from '../run-tools.js';
import type { ResultCache } from './result-cache.js';

/** Remembers what was built and proved once it is pushed, where the plan lets it. That it can't be remembered is told, and is no failure. */
export async function keepResults(
  { cache: { write } }: BuildPlan,
  { platforms }: ProvedImage,
  cache: ResultCache | undefined,
  [pushing, pointing]: readonly [Promise<unknown>, Promise<unknown>],
  { signal, warn }: RunTools,
): Promise<void> {
  if (cache === undefined || !write) return;
  // Not before the tags: while a manifest is written once more, the registry may not find it for an entry that refers to it.
  const isPushed = Promise.allSettled([pushing, pointing]).then(
    ([pushed, pointed]) => pushed.status === 'fulfilled' && !isBroken(pointed),
  );
  const doubts = new Set<string>();
  const keep = async ({ outcome, known, ...image }: ProvedPlatform): Promise<void> => {
    if (outcome === 'cached' || known === undefined) return;
    const doubtful = (await settleAll(known.bases.map((base) => doubtOf(base, signal)))).flat();
    for (const doubt of doubtful) doubts.add(doubt);
    if (doubtful.length > 0) return;
    if (await known.isStill()) await cache.keep({ ...image, known, isPushed }, signal);
    else doubts.add('its files were changed while it was built');
  };
  await settleAll(platforms.map(keep));
  for (const doubt of doubts) warn(`This build is not remembered: ${doubt}`);
}

/** Whether what was read back was not what was pushed: the next run would find it by its digest, and not look. */
function isBroken(outcome: PromiseSettledResult<unknown>): boolean {
  return outcome.status === 'rejected' && failuresOf(outcome.reason).some(isDifference);
}

/** What a base does by `ONBUILD` can read files that no line of the Dockerfile names, so that they are in no key. */
async function doubtOf({ name, base, platform }: UsedBase, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const digest = base.digestFor(platform);
    const hasTriggers =
      digest !== undefined && (await readTriggers(base.store, digest, platform, signal)).length > 0;
    return hasTriggers ? [`its base ${name} has ONBUILD instructions`] : [];
  } catch (error) {
    return [`its base ${name} can't be looked into (${reasonOrThrow(error, signal)})`];
  }
}

async function readTriggers(
  store: ImageStore,
  digest: Digest,
  platform: Platform,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const root = await store.readManifest(digest, signal);
  const child = isIndexMediaType(root.descriptor.mediaType)
    ? findPlatform(parseIndex(root), platform)
    : root.descriptor;
  if (child === undefined) return [];
  const manifest = parseManifest(
    child.digest === root.descriptor.digest ? root : await store.readManifest(child.digest, signal),
  );
  const config = parseJson(
    await readSmallBlob(store, manifest.config, signal),
    `config ${manifest.config.digest}`,
  );
  const { OnBuild } = Object((config as { config?: unknown } | null)?.config) as { OnBuild?: unknown };
  return Array.isArray(OnBuild) ? (OnBuild as readonly unknown[]) : [];
}
