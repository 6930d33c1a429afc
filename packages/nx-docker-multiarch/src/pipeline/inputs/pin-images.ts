import { formatReference, parseReference } from '@nx-docker-multiarch/oci/model';
import {
  BUILDKIT_SYNTAX,
  contextNameOf,
  findFrontend,
  type Dockerfile,
} from '../../context/dockerfile/index.js';
import { imageOfContext, kindOfContext } from '../../engines/index.js';
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
  /** Why the plan does not hold an engine to what was found: a sentence without a full stop. */
  readonly unpinned: readonly string[];
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
    if (value.startsWith(IMAGE_SCHEME)) return find(name, value.slice(IMAGE_SCHEME.length));
    const { store, tagOrDigest } = imageOfContext(value, (reference) => openRepository(reference, 'pull'));
    return [name, await bases.findIn(value, store, tagOrDigest, signal)];
  };
  const isImage = (name: string): boolean => kindOfContext(plan.buildContexts[name]) === 'image';
  const [found, contexts, helpers] = await settleAll([
    settleAll([...names].map((name) => find(name, name))),
    settleAll([...contextNames].filter(isImage).map(findContext)),
    settleAll(Object.entries(helpersOf(plan, dockerfile)).map(([name, image]) => find(name, image))),
  ]);
  const images = { bases: new Map(found), contexts: new Map(contexts), helpers: new Map(helpers) };
  const unpinned = obstacles(plan, dockerfile, names);
  return { ...images, unpinned, plan: unpinned.length > 0 ? plan : pinPlan(plan, images) };
}

function helpersOf(plan: BuildPlan, dockerfile: Dockerfile): Readonly<Record<string, string>> {
  if (plan.engine === 'embedded') return {};
  const frontend = findFrontend(dockerfile, plan.buildArgs[BUILDKIT_SYNTAX])?.name;
  const generator = plan.sbom === false ? undefined : plan.sbom.generator;
  return { ...(frontend !== undefined && { frontend }), ...(generator !== undefined && { generator }) };
}

/**
 * A pin is a named context, which stands for a whole stage where one is called like the image, and which frontends before
 * 1.4 refuse.
 */
function obstacles(plan: BuildPlan, dockerfile: Dockerfile, images: ReadonlySet<string>): readonly string[] {
  const frontend =
    plan.engine === 'embedded' ? undefined : findFrontend(dockerfile, plan.buildArgs[BUILDKIT_SYNTAX]);
  const stages = new Set(dockerfile.stages.flatMap(({ name }) => name ?? []));
  const alike = [...images].filter((image) => stages.has(contextNameOf(image)));
  return [
    ...(frontend?.hasContexts === false
      ? [`the frontend ${frontend.name} can't be held to one version of a base`]
      : []),
    ...alike.map((image) => `${image} can't be held to one version, for a stage is called like it`),
  ];
}

/**
 * An index is pinned, not one of its manifests: given that of one platform, BuildKit puts its files under the images of all
 * others without a word.
 */
function pinPlan(plan: BuildPlan, images: Omit<PinnedImages, 'plan' | 'unpinned'>): BuildPlan {
  const added = [...images.bases].flatMap(([name, image]) => {
    const isPinned = parseReference(name).digest !== undefined;
    return !isKnown(image) || isPinned ? [] : [[contextNameOf(name), `${IMAGE_SCHEME}${pinnedName(image)}`]];
  });
  const replaced = [...images.contexts].flatMap(([name, image]) =>
    isKnown(image) ? [[name, pinnedContext(plan.buildContexts[name] ?? '', image)]] : [],
  );
  const [frontend, generator] = ['frontend', 'generator'].map((name) => images.helpers.get(name));
  return {
    ...plan,
    buildContexts: Object.fromEntries([
      ...added,
      ...Object.entries(plan.buildContexts),
      ...replaced,
    ]) as BuildPlan['buildContexts'],
    ...(isKnown(frontend) && { buildArgs: { ...plan.buildArgs, [BUILDKIT_SYNTAX]: pinnedName(frontend) } }),
    ...(isKnown(generator) && { sbom: { generator: pinnedName(generator) } }),
  };
}

function pinnedContext(value: string, image: FoundBase): string {
  if (image.reference !== undefined) return `${IMAGE_SCHEME}${pinnedName(image)}`;
  const layout = value.replace(/@sha256:[0-9a-f]+$/, '');
  return `${layout}@${image.digest}`;
}

function pinnedName({ reference, digest }: FoundBase): string {
  return reference === undefined ? digest : formatReference({ ...reference, digest });
}
