import { formatReference, parseReference } from '@nx-docker-multiarch/oci/model';
import { contextNameOf, type Dockerfile } from '../../context/dockerfile/index.js';
import { findFrontend, imageOfContext, kindOfContext } from '../../engines/index.js';
import { settleAll } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';
import { isKnown, type FoundBase, type UnknownBase } from './base-images.js';
import type { PlatformReach } from './platform-reach.js';

/** The images that the builds of a plan use, as their names pointed to when this run first asked. */
export interface PinnedImages {
  /** The plan by which an engine uses exactly these. */
  readonly plan: BuildPlan;
  /** By their names in `FROM`, `COPY --from` and mounts. */
  readonly bases: ReadonlyMap<string, FoundBase | UnknownBase>;
  /** By the names of the contexts that stand for them. */
  readonly contexts: ReadonlyMap<string, FoundBase | UnknownBase>;
  /** What takes part without being built on: the frontend, the SBOM generator. */
  readonly helpers: ReadonlyMap<string, FoundBase | UnknownBase>;
}

type Named = readonly [name: string, image: FoundBase | UnknownBase];

const IMAGE_SCHEME = 'docker-image://';

/** Looks up every image that a build of the plan uses, side by side, each once. Rejects at the signal only. */
export async function pinImages(
  plan: BuildPlan,
  dockerfile: Dockerfile,
  reaches: readonly PlatformReach[],
  { bases, openRepository, signal }: RunTools,
): Promise<PinnedImages> {
  const names = new Set(reaches.flatMap(({ images }) => images.map(({ reference }) => reference)));
  const contextNames = new Set(reaches.flatMap(({ contexts }) => contexts.flatMap(({ name }) => name ?? [])));
  const find = async (name: string, image: string): Promise<Named> => [name, await bases.find(image, signal)];
  const findContext = async (name: string): Promise<Named> => {
    const { [name]: value = '' } = plan.buildContexts;
    const source = imageOfContext(value, (reference) => openRepository(reference, 'pull'));
    return value.startsWith(IMAGE_SCHEME)
      ? find(name, value.slice(IMAGE_SCHEME.length))
      : [name, await bases.findIn(value, source.store, source.tagOrDigest, signal)];
  };
  const isImage = (name: string): boolean => kindOfContext(plan.buildContexts[name]) === 'image';
  const [found, contexts, helpers] = await Promise.all([
    settleAll([...names].map((name) => find(name, name))),
    settleAll([...contextNames].filter(isImage).map(findContext)),
    settleAll(Object.entries(helpersOf(plan, dockerfile)).map(([name, image]) => find(name, image))),
  ]);
  const images = { bases: new Map(found), contexts: new Map(contexts), helpers: new Map(helpers) };
  return { ...images, plan: pinPlan(plan, images) };
}

function helpersOf(plan: BuildPlan, dockerfile: Dockerfile): Readonly<Record<string, string>> {
  if (plan.engine === 'embedded') return {};
  const frontend = plan.buildArgs['BUILDKIT_SYNTAX'] ?? findFrontend(dockerfile)?.value;
  const generator = plan.sbom === false ? undefined : plan.sbom.generator;
  return { ...(frontend !== undefined && { frontend }), ...(generator !== undefined && { generator }) };
}

/**
 * An index is pinned, not one of its manifests: given that of one platform, BuildKit puts its files under the images of all
 * others without a word.
 */
function pinPlan(plan: BuildPlan, images: Omit<PinnedImages, 'plan'>): BuildPlan {
  const added = [...images.bases].flatMap(([name, image]) => {
    const isPinned = parseReference(name).digest !== undefined;
    return !isKnown(image) || isPinned ? [] : [[contextNameOf(name), `${IMAGE_SCHEME}${pinnedName(image)}`]];
  });
  const replaced = [...images.contexts].flatMap(([name, image]) =>
    !isKnown(image) || image.reference === undefined ? [] : [[name, `${IMAGE_SCHEME}${pinnedName(image)}`]],
  );
  const [frontend, generator] = ['frontend', 'generator'].map((name) => images.helpers.get(name));
  return {
    ...plan,
    buildContexts: Object.fromEntries([
      ...added,
      ...Object.entries(plan.buildContexts),
      ...replaced,
    ]) as BuildPlan['buildContexts'],
    ...(isKnown(frontend) && { buildArgs: { ...plan.buildArgs, BUILDKIT_SYNTAX: pinnedName(frontend) } }),
    ...(isKnown(generator) && { sbom: { generator: pinnedName(generator) } }),
  };
}

function pinnedName({ reference, digest }: FoundBase): string {
  return reference === undefined ? digest : formatReference({ ...reference, digest });
}
