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
  type NamedImage,
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

/** What is to be released, and the tools for its registries. */
export interface Release {
  readonly plan: ReleasePlan;
  readonly tools: ReleaseTools;
}

/** An image that all names of its release can have. */
export interface FoundImage extends Release, Pick<ReleasedImage, 'root' | 'foundAs'> {
  readonly document: EncodedDocument;
  readonly targets: readonly PushTarget[];
  /** What the names pointed to. */
  readonly former: FormerTags;
}

/**
 * The images that their builds pushed. If one of them is not there, or one of the names can't have its image, none is given.
 * Nothing is built or written, and no layer is read. Errors: `IMAGE_NOT_BUILT`, `VERSION_TAKEN`, `REGISTRY_*`, `VERIFY_FAILED`.
 */
export async function findImages(releases: readonly Release[]): Promise<readonly FoundImage[]> {
  const found = await settleAll(releases.map(findImage));
  checkShared(found);
  return found;
}

/** Points the names of a release to its image, and reads them back. Errors: `REGISTRY_*`, `VERIFY_FAILED`. */
export async function tagImage(image: FoundImage): Promise<ReleasedImage> {
  const { plan, tools, root, foundAs, document, targets, former } = image;
  const names = namesOf(targets);
  const isThere = ({ reference }: NamedImage): boolean => former.get(reference) === root.digest;
  await moveTags(
    names.map((name) => ({ ...name, isThere: isThere(name) })),
    document,
    tools,
  );
  const expected = { digest: root.digest, platforms: plan.platforms };
  await settleAll(
    names.map(({ store, reference }) => verifyImage(store, reference.tag ?? '', expected, tools.signal)),
  );
  return { root, foundAs, tags: toTagResults(image, targets, former, new Map()) };
}

async function findImage({ plan, tools }: Release): Promise<FoundImage> {
  const { signal } = tools;
  const targets = openTargets(
    { push: true, references: plan.names.map(({ reference }) => reference) },
    tools,
  );
  const found = await findCandidate(plan, targets, signal);
  const [document] = await settleAll(targets.map((target) => readRoot(plan, found, target, signal)));
  const { digest } = found.root;
  // Before a name is given out: what lacks a platform is not what the target builds.
  const expected = { digest, platforms: plan.platforms };
  await settleAll(targets.map(({ store }) => verifyImage(store, digest, expected, signal)));
  const former = await readTags(targets, signal);
  checkFixed(plan, found, former);
  return { ...found, plan, tools, document: document as EncodedDocument, targets, former };
}

type Candidate = Pick<FoundImage, 'root' | 'foundAs'>;

/** The image under the first candidate that is there. */
async function findCandidate(
  plan: ReleasePlan,
  targets: readonly PushTarget[],
  signal: AbortSignal,
): Promise<Candidate> {
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
  { root, foundAs }: Candidate,
  { store }: PushTarget,
  signal: AbortSignal,
): Promise<EncodedDocument> {
  const document = await store.findManifest(root.digest, signal);
  if (document !== undefined) return document;
  throw notBuilt(plan, `${formatReference(foundAs)} is ${root.digest}, which is not in ${store.name}`);
}

function notBuilt({ task, projectName }: ReleasePlan, reason: string): PluginError {
  return new PluginError('IMAGE_NOT_BUILT', `Releasing ${task}: ${reason}`, {
    hint: `Run nx run ${task} --push, which builds only what was not built of the same inputs before, and then nx release publish --projects=${projectName}.`,
  });
}

/** Stops before a released version would become another image. */
function checkFixed({ task, names }: ReleasePlan, { root, foundAs }: Candidate, former: FormerTags): void {
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

/** Stops before images of one release would become each other's version. */
function checkShared(found: readonly FoundImage[]): void {
  const owners = new Map<string, FoundImage>();
  for (const image of found)
    for (const { reference, isFixed } of image.plan.names) {
      const name = formatReference(reference);
      const owner = owners.get(name) ?? image;
      owners.set(name, owner);
      if (!isFixed || owner.root.digest === image.root.digest) continue;
      const message = `Releasing ${image.plan.task}: ${name} is to be the image of ${owner.plan.task}, which is another one`;
      throw new PluginError('VERSION_TAKEN', message, {
        hint: 'Let each target push to a repository of its own, or name in buildTargets the one that is released.',
      });
    }
}
