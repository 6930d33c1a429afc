import { formatPlatform, type Digest } from '@nx-docker-multiarch/oci/model';
import { isFixedAddress } from '../../context/reach/index.js';
import {
  BUILDKIT_SYNTAX,
  contextNameOf,
  findOtherFrontend,
  type Dockerfile,
} from '../../context/dockerfile/index.js';
import { kindOfContext } from '../../engines/index.js';
import { settleAll } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { isKnown, type FoundBase, type UnknownBase } from './base-images.js';
import type { ReadFiles } from './input-files.js';
import type { PinnedImages } from './pin-images.js';
import { keyOptions, type PlatformInputs } from './platform-inputs.js';
import type { PlatformReach } from './platform-reach.js';

/** Why a platform's result can't be known beforehand; nothing if it can. */
export function doubtsOf(
  plan: BuildPlan,
  dockerfile: Dockerfile,
  reach: PlatformReach,
  images: PinnedImages,
): readonly string[] {
  const isEmbedded = plan.engine === 'embedded';
  const frontend = isEmbedded ? undefined : findOtherFrontend(dockerfile, plan.buildArgs[BUILDKIT_SYNTAX]);
  const unfixed = addressesOf(plan, reach).filter(([, address]) => !isFixedAddress(address));
  return [
    ...(frontend ? [`only the frontend ${frontend.name} knows what it reads`] : []),
    ...(frontend ? [] : images.unpinned),
    ...reach.uncacheable,
    ...unfixed.map(([name]) => `${describeContext(name)} is an address without a commit id, and may change`),
    ...[...images.helpers].flatMap(([name, image]) => doubtOf(`the ${name} image`, image)),
    ...[...images.contexts].flatMap(([name, image]) => doubtOf(describeContext(name), image)),
    ...reach.images.flatMap(({ reference, platform, line, isForBuild }) => {
      const image = images.bases.get(reference);
      const what = `${dockerfile.name}:${line}: ${reference}`;
      const isMissing = !isForBuild && isKnown(image) && image.digestFor(platform) === undefined;
      if (isMissing) return [`${what} is not there for ${formatPlatform(platform)}`];
      return image === undefined ? [] : doubtOf(what, image);
    }),
  ];
}

/** The folders of this machine that a platform's build reads, and what of them. */
export function foldersOf(plan: BuildPlan, { contexts }: PlatformReach): PlatformReach['contexts'] {
  return contexts.filter(({ name }) => kindOf(plan, name) === 'folder');
}

/** All that determines a platform's image. Errors: those of reading files. */
export async function describeInputs(
  plan: BuildPlan,
  dockerfile: Digest,
  reach: PlatformReach,
  images: PinnedImages,
  readFiles: ReadFiles,
  sourceDateEpoch: number | undefined,
): Promise<PlatformInputs> {
  const files = await settleAll(
    foldersOf(plan, reach).map(async ({ name, only }) => [name ?? '', await readFiles(name, only)] as const),
  );
  const { sbom, secrets, ssh } = plan;
  return {
    platform: formatPlatform(reach.platform),
    dockerfile,
    bases: basesOf(reach, images),
    files: Object.fromEntries(files),
    remote: { ...Object.fromEntries(addressesOf(plan, reach)), ...imagesOfContexts(reach, images) },
    secrets: secrets.map(({ id }) => id).sort(),
    ssh: ssh.map(({ id }) => id).sort(),
    sbom: sbom === false ? 'off' : (sbom.generator ?? "the builder's own"),
    helpers: Object.fromEntries([...images.helpers].flatMap(([name, image]) => digestIn(name, image))),
    sourceDateEpoch,
    options: keyOptions(plan),
  };
}

function basesOf(reach: PlatformReach, images: PinnedImages): Readonly<Record<string, string>> {
  const entries = reach.images.flatMap(({ reference, platform }) => {
    const image = images.bases.get(reference);
    if (!isKnown(image)) return [];
    return [[`${contextNameOf(reference)} ${formatPlatform(platform)}`, image.digestFor(platform) ?? 'none']];
  });
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

/** An image that a context stands for, for all platforms: a stage on the build platform may use it as well. */
function imagesOfContexts(reach: PlatformReach, images: PinnedImages): Readonly<Record<string, string>> {
  const used = [...images.contexts].filter(([name]) =>
    reach.contexts.some((context) => context.name === name),
  );
  const entries = used.flatMap(([name, image]) => (isKnown(image) ? [[name, image.digest]] : []));
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

function addressesOf(plan: BuildPlan, { contexts }: PlatformReach): readonly (readonly [string, string])[] {
  return contexts.flatMap(({ name }) => {
    const value = name === undefined ? plan.context : (plan.buildContexts[name] ?? '');
    return kindOf(plan, name) === 'other' ? [[name ?? '', value] as const] : [];
  });
}

function kindOf(plan: BuildPlan, name: string | undefined): ReturnType<typeof kindOfContext> {
  return kindOfContext(name === undefined ? plan.context : plan.buildContexts[name]);
}

function describeContext(name: string): string {
  return name === '' ? 'the build context' : `the context ${name}`;
}

function doubtOf(what: string, image: FoundBase | UnknownBase): readonly string[] {
  return isKnown(image) ? [] : [`${what} can't be looked up (${image.reason})`];
}

function digestIn(name: string, image: FoundBase | UnknownBase): readonly (readonly [string, string])[] {
  return isKnown(image) ? [[name, image.digest]] : [];
}
