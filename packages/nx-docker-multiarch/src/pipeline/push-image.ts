import { formatRepository, type Reference } from '@nx-docker-multiarch/oci/model';
import { copyImage, verifyImage, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { TagResult } from './image-result.js';
import { contentsOf, type ProvedImage } from './proved-image.js';
import type { RunTools } from './run-tools.js';

/** A repository to push to, and the names there that will point to the image. */
export interface PushTarget {
  readonly store: ImageStore;
  readonly references: readonly Reference[];
}

/** The repositories of a plan, each once, in the order in which its references name them; none if it doesn't push. */
export function openTargets(
  { push, references }: BuildPlan,
  { openRepository }: RunTools,
): readonly PushTarget[] {
  if (!push) return [];
  const repositories = new Map<string, Reference[]>();
  for (const reference of references) {
    const name = formatRepository(reference);
    repositories.set(name, [...(repositories.get(name) ?? []), reference]);
  }
  return [...repositories.values()].map((group) => ({
    store: openRepository(group[0] as Reference),
    references: group,
  }));
}

/**
 * Pushes an image to every target: its content to all of them, then the root by digest, and only then any tag; reads
 * each tag back and compares. Errors: `REGISTRY_*`, `VERIFY_FAILED`.
 */
export async function pushImage(
  { platforms }: BuildPlan,
  image: ProvedImage,
  targets: readonly PushTarget[],
  { signal }: RunTools,
): Promise<{ tags: readonly TagResult[]; bytesSent: number }> {
  const sent: number[] = [];
  // One after the other: what the first repository of a registry has, the next ones mount from it.
  for (const [position, { store }] of targets.entries()) {
    sent.push(await pushContents(image, store, targets.slice(0, position), signal));
  }
  await settleAll(targets.map(({ store }) => store.writeManifest(image.root, undefined, signal)));
  const tags = targets.flatMap(({ store, references }, position) =>
    references.map((reference) => ({ store, reference, bytesSent: sent[position] ?? 0 })),
  );
  await settleAll(tags.map(({ store, reference }) => store.writeManifest(image.root, reference.tag, signal)));
  const expected = { digest: image.root.descriptor.digest, platforms };
  await settleAll(
    tags.map(({ store, reference }) => verifyImage(store, reference.tag ?? '', expected, signal)),
  );
  return {
    tags: tags.map(({ reference, bytesSent }) => ({ reference, bytesSent })),
    bytesSent: sent.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Copies what the target lacks. Between repositories of one registry, blobs are mounted. */
async function pushContents(
  image: ProvedImage,
  target: ImageStore,
  earlier: readonly PushTarget[],
  signal: AbortSignal,
): Promise<number> {
  const sibling = earlier.find(({ store }) => store.location?.registry === target.location?.registry)?.store;
  let bytesSent = 0;
  for (const { descriptor, store } of contentsOf(image)) {
    if (store === target) continue;
    bytesSent += (await copyImage(descriptor, sibling ?? store, target, { signal })).bytesSent;
  }
  return bytesSent;
}
