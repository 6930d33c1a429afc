import {
  formatReference,
  formatRepository,
  type Descriptor,
  type EncodedDocument,
  type Reference,
} from '@nx-docker-multiarch/oci/model';
import { verifyImage } from '@nx-docker-multiarch/oci/store';
import { PluginError, settleAll } from '../errors/index.js';
import type { ReleasePlan } from '../plan/index.js';
import type { TagResult } from './image-result.js';
import { moveTags } from './move-tags.js';
import {
  namesOf,
  openTargets,
  readTags,
  toTagResults,
  type FormerTags,
  type PushTarget,
} from './push-image.js';
import type { RunTools } from './run-tools.js';

/** An image that is known under the names of its release. */
export interface ReleasedImage {
  /** What every name points to: an index, or the manifest itself where there is just one. */
  readonly root: Descriptor;
  /** The name under which it was found. */
  readonly foundAs: Reference;
  readonly tags: readonly Omit<TagResult, 'bytesSent'>[];
}

type ReleaseTools = Pick<RunTools, 'openRepository' | 'signal' | 'progress'>;

/**
 * Points the names of a release to the image that its build pushed, and reads them back. Nothing is built, no layer
 * is read, and no blob is written. If one of the names can't have the image, none gets it.
 * Errors: `IMAGE_NOT_BUILT`, `VERSION_TAKEN`, `REGISTRY_*`, `VERIFY_FAILED`.
 */
export async function releaseImage(plan: ReleasePlan, tools: ReleaseTools): Promise<ReleasedImage> {
  const { signal } = tools;
  const targets = openTargets(
    { push: true, references: plan.names.map(({ reference }) => reference) },
    tools,
  );
  const found = await findImage(plan, targets, signal);
  const [document] = await settleAll(targets.map((target) => readRoot(plan, found, target, signal)));
  const expected = { digest: found.root.digest, platforms: plan.platforms };
  // Before a name is given out: what lacks a platform is not what the target builds.
  await settleAll(targets.map(({ store }) => verifyImage(store, expected.digest, expected, signal)));
  const former = await readTags(targets, signal);
  checkFixed(plan, found, former);
  const names = namesOf(targets);
  await moveTags(
    names.map((name) => ({ ...name, isThere: former.get(name.reference) === expected.digest })),
    document as EncodedDocument,
    tools,
  );
  await settleAll(
    names.map(({ store, reference }) => verifyImage(store, reference.tag ?? '', expected, signal)),
  );
  return { ...found, tags: toTagResults(found, targets, former, new Map()) };
}

type FoundImage = Pick<ReleasedImage, 'root' | 'foundAs'>;

/** The image under the first candidate that is there. */
async function findImage(
  plan: ReleasePlan,
  targets: readonly PushTarget[],
  signal: AbortSignal,
): Promise<FoundImage> {
  const stores = new Map(
    targets.map(({ store, references }) => [formatRepository(references[0] as Reference), store]),
  );
  for (const foundAs of plan.candidates) {
    const root = await stores.get(formatRepository(foundAs))?.resolve(foundAs.tag ?? '', signal);
    if (root !== undefined) return { root, foundAs };
  }
  const names = plan.candidates.map(formatReference).join(', nor ');
  throw notBuilt(plan, `its image is not in the registry: there is no ${names}`);
}

async function readRoot(
  plan: ReleasePlan,
  { root, foundAs }: FoundImage,
  { store }: PushTarget,
  signal: AbortSignal,
): Promise<EncodedDocument> {
  const document = await store.findManifest(root.digest, signal);
  if (document !== undefined) return document;
  throw notBuilt(plan, `${formatReference(foundAs)} is ${root.digest}, which is not in ${store.name}`);
}

function notBuilt({ task }: ReleasePlan, reason: string): PluginError {
  const project = task.slice(0, task.lastIndexOf(':'));
  return new PluginError('IMAGE_NOT_BUILT', `Releasing ${task}: ${reason}`, {
    hint: `Run nx run ${task} --push, which builds only what was not built of the same inputs before, and then nx release publish --projects=${project}.`,
  });
}

/** Stops before a released version would become another image. */
function checkFixed({ task, names }: ReleasePlan, { root, foundAs }: FoundImage, former: FormerTags): void {
  const taken = names.flatMap(({ reference, isFixed }) => {
    const digest = former.get(reference);
    return isFixed && digest !== undefined && digest !== root.digest ? [{ reference, digest }] : [];
  });
  if (taken.length === 0) return;
  const list = taken.map(({ reference, digest }) => `${formatReference(reference)} is ${digest} already`);
  const message = `Releasing ${task}: ${list.join(', ')}, and ${formatReference(foundAs)} is ${root.digest}`;
  throw new PluginError('VERSION_TAKEN', message, {
    hint: 'Release a new version: people may run this one. If it was tagged by mistake, --overwrite moves it.',
  });
}
