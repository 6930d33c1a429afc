import { formatRepository, type Digest, type Reference } from '@nx-docker-multiarch/oci/model';
import { copyImage, type CopyResult, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { TagResult } from './image-result.js';
import { moveTags } from './move-tags.js';
import { contentsOf, type ProvedImage } from './proved-image.js';
import { readBack } from './read-back.js';
import type { RunTools } from './run-tools.js';
import { shareBlobs } from './share-blobs.js';
import { formatBytes } from './units.js';
import { watchTransfer } from './watch-transfer.js';

/** A repository to push to, and the names there that will point to the image. */
export interface PushTarget {
  readonly store: ImageStore;
  readonly references: readonly Reference[];
}

/** The repositories of a plan, each once, in the order in which its references name them; none if it doesn't push. */
export function openTargets(
  { push, references }: Pick<BuildPlan, 'push' | 'references'>,
  { openRepository }: Pick<RunTools, 'openRepository'>,
): readonly PushTarget[] {
  if (!push) return [];
  const repositories = new Map<string, Reference[]>();
  for (const reference of references) {
    const name = formatRepository(reference);
    repositories.set(name, [...(repositories.get(name) ?? []), reference]);
  }
  return [...repositories.values()].map((group) => ({
    store: openRepository(group[0] as Reference, 'push'),
    references: group,
  }));
}

/** What each name points to; nothing for a name that is new. */
export type FormerTags = ReadonlyMap<Reference, Digest | undefined>;

/** What each name points to now. */
export async function readTags(targets: readonly PushTarget[], signal: AbortSignal): Promise<FormerTags> {
  const read = namesOf(targets).map(
    async ({ store, reference }): Promise<[Reference, Digest | undefined]> => [
      reference,
      (await store.resolve(reference.tag ?? '', signal))?.digest,
    ],
  );
  return new Map(await settleAll(read));
}

/** Whether there are names, and all of them point to this image. */
export function isPublished(tags: FormerTags, digest: string): boolean {
  return tags.size > 0 && [...tags.values()].every((former) => former === digest);
}

/**
 * Whether nothing is left to do: nothing was built, every name points to the image, and its parts are in every repository,
 * also those in which they were not just found. Errors: `REGISTRY_*`.
 */
export async function isInPlace(
  image: ProvedImage,
  targets: readonly PushTarget[],
  former: FormerTags,
  signal: AbortSignal,
): Promise<boolean> {
  const isCached = image.platforms.every(({ outcome }) => outcome === 'cached');
  if (!isCached || !isPublished(former, image.root.digest)) return false;
  const parts = targets.flatMap(({ store }) =>
    contentsOf(image)
      .filter((content) => content.store !== store)
      .map(({ descriptor }) => store.resolve(descriptor.digest, signal)),
  );
  return (await settleAll(parts)).every((part) => part !== undefined);
}

/** Copies to every target what it lacks, and gives the bytes that were sent to each. Errors: `REGISTRY_*`. */
export async function pushContents(
  image: ProvedImage,
  targets: readonly PushTarget[],
  tools: RunTools,
): Promise<BytesSent> {
  const sent = new Map<ImageStore, number>();
  // One after the other: what the first repository of a registry has, the next ones mount from it.
  for (const [position, { store }] of targets.entries())
    sent.set(store, await pushTo(image, store, targets.slice(0, position), tools));
  return sent;
}

/**
 * Writes the root of an image whose content is in place to every target, then points to it any tag that does not yet, one
 * by one; reads each tag back and compares. Errors: `REGISTRY_*`, `VERIFY_FAILED`.
 */
export async function pointTags(
  { platforms }: BuildPlan,
  image: ProvedImage,
  targets: readonly PushTarget[],
  sent: BytesSent,
  tools: RunTools,
): Promise<readonly TagResult[]> {
  const names = namesOf(targets);
  if (names.length === 0) return [];
  const { signal, bases } = tools;
  const { digest } = image.root;
  const root = await image.readRoot(signal);
  const [latest] = await settleAll([
    readTags(targets, signal),
    ...targets.map(({ store }) => store.writeManifest(root, undefined, signal)),
  ]);
  const isThere = (reference: Reference): boolean => latest.get(reference) === digest;
  await moveTags(
    names.map((name) => ({ ...name, isThere: isThere(name.reference) })),
    root,
    tools,
  );
  for (const { reference } of names) if (!isThere(reference)) bases.forget(reference);
  const expected = { digest, platforms };
  const kept = await settleAll(
    names.map((name) => readBack({ ...name, former: latest.get(name.reference) }, expected, tools)),
  );
  return toTagResults(image, targets, latest, sent).map((result, position) =>
    kept[position] === true ? result : { ...result, outcome: 'overtaken' },
  );
}

/** What became of each name, by what it pointed to before. */
export function toTagResults(
  { root }: Pick<ProvedImage, 'root'>,
  targets: readonly PushTarget[],
  former: FormerTags,
  sent: BytesSent,
): readonly TagResult[] {
  return namesOf(targets).map(({ store, reference }) => ({
    reference,
    outcome: outcomeOf(former.get(reference), root.digest),
    bytesSent: sent.get(store) ?? 0,
  }));
}

/** By repository. */
export type BytesSent = ReadonlyMap<ImageStore, number>;

/** A name, and the repository that it is in. */
export interface NamedImage {
  readonly store: ImageStore;
  readonly reference: Reference;
}

/** The names of all targets, in their order. */
export function namesOf(targets: readonly PushTarget[]): readonly NamedImage[] {
  return targets.flatMap(({ store, references }) => references.map((reference) => ({ store, reference })));
}

function outcomeOf(former: Digest | undefined, digest: Digest): TagResult['outcome'] {
  if (former === undefined) return 'created';
  return former === digest ? 'unchanged' : 'moved';
}

/** Copies what the target lacks. Between repositories of one registry, blobs are mounted. */
async function pushTo(
  image: ProvedImage,
  target: ImageStore,
  earlier: readonly PushTarget[],
  tools: RunTools,
): Promise<number> {
  const contents = contentsOf(image).filter(({ store }) => store !== target);
  if (contents.length === 0) return 0;
  const sibling = earlier.find(({ store }) => store.location?.registry === target.location?.registry)?.store;
  const mountFrom = sibling?.location?.repository;
  const doing = `pushing ${target.name}`;
  tools.progress(doing);
  const watch = watchTransfer(doing, tools);
  const shared = shareBlobs()(target);
  // A blob of several platforms is sent by the first that comes to it: see shareBlobs.
  const copied = await settleAll(
    contents.map(({ descriptor, store }) =>
      copyImage(descriptor, watch(store), shared, { mountFrom, signal: tools.signal }),
    ),
  );
  tools.progress(`pushed ${target.name}: ${describeCopies(copied)}`);
  return sum(copied.map(({ bytesSent }) => bytesSent));
}

function describeCopies(copied: readonly CopyResult[]): string {
  const sent = sum(copied.map(({ blobs }) => blobs.sent));
  const mounted = sum(copied.map(({ blobs }) => blobs.mounted));
  const bytes = formatBytes(sum(copied.map(({ bytesSent }) => bytesSent)));
  const parts = [
    ...(sent > 0 ? [`${sent} ${sent === 1 ? 'blob' : 'blobs'}, ${bytes}`] : []),
    ...(mounted > 0 ? [`${mounted} mounted`] : []),
  ];
  return parts.join(', ') || 'it has every blob already';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
