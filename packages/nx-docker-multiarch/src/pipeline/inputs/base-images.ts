import {
  findPlatform,
  formatReference,
  isAttestation,
  isIndexMediaType,
  parseIndex,
  parseReference,
  type Digest,
  type EncodedDocument,
  type Platform,
  type Reference,
} from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { reasonOrThrow } from '../../errors/index.js';
import { layoutFolder } from '../../plan/index.js';

/** What a name of an image pointed to when this run first asked. */
export interface FoundBase {
  /** The name with its tag; `undefined` of an image in a store that has no name for it. */
  readonly reference: Reference | undefined;
  /** Of the index, or of the manifest if the name points to one. */
  readonly digest: Digest;
  /** The manifest of one platform; `undefined` if the image is not there for it. */
  digestFor(platform: Platform): Digest | undefined;
  /** Those it is there for; `undefined` where only its config, or nothing, says so. */
  readonly platforms: readonly Platform[] | undefined;
  readonly store: ImageStore;
}

/** A name that could not be looked up, and why: no sentence, no full stop. */
export interface UnknownBase {
  readonly reason: string;
}

/** The images that builds start from: each is looked up once, however many services and platforms name it. */
export interface BaseImages {
  /** What an image's name, as in a `FROM`, points to. One that has a digest is not looked up. Never rejects but for the signal. */
  find(name: string, signal: AbortSignal): Promise<FoundBase | UnknownBase>;
  /** The same of an image in a store of its own; `key` stands for both. */
  findIn(
    key: string,
    store: ImageStore,
    tagOrDigest: string,
    signal: AbortSignal,
  ): Promise<FoundBase | UnknownBase>;
  /** A name that points to something else from now on, and is looked up again by who asks next, with whatever settings. */
  forget(reference: Reference): void;
  /** The same of all that an OCI layout holds. */
  forgetLayout(folder: string): void;
}

type Answer = Promise<FoundBase | UnknownBase>;

/** What was looked up, by names, then by the settings of registries: who asks first asks for all of the same settings. */
export type BaseMemory = Map<string, Map<string, Answer>>;

/** Looks images up in their registries, those that are in a memory not again. */
export function createBaseImages(
  open: (reference: Reference, access: 'pull') => ImageStore,
  memory: BaseMemory = new Map(),
  settings = '',
): BaseImages {
  const once = (key: string, ask: () => Answer): Answer => {
    const asked = memory.get(key) ?? new Map<string, Answer>();
    memory.set(key, asked);
    const found = asked.get(settings) ?? ask();
    asked.set(settings, found);
    // What failed for one service need not fail for the next.
    const forget = (): boolean => asked.delete(settings);
    void found.then((image) => isKnown(image) || forget(), forget);
    return found;
  };
  return {
    findIn: (key, store, tagOrDigest, signal) =>
      once(key, () => lookUp(store, undefined, tagOrDigest, signal)),
    forget(reference) {
      memory.delete(formatReference(reference));
    },
    forgetLayout(folder) {
      for (const key of memory.keys()) if (layoutFolder(key) === folder) memory.delete(key);
    },
    async find(name, signal) {
      const reference = tryReference(name, signal);
      if (typeof reference === 'string') return { reason: reference };
      const { digest, tag = 'latest' } = reference;
      const store = open(reference, 'pull');
      if (digest !== undefined)
        return { reference, digest, digestFor: () => digest, platforms: undefined, store };
      const tagged = { ...reference, tag };
      return once(formatReference(tagged), () => lookUp(store, tagged, tag, signal));
    },
  };
}

function tryReference(name: string, signal: AbortSignal): Reference | string {
  try {
    return parseReference(name);
  } catch (error) {
    return reasonOrThrow(error, signal);
  }
}

/** Whether a name was looked up with success. */
export function isKnown(image: FoundBase | UnknownBase | undefined): image is FoundBase {
  return image !== undefined && !('reason' in image);
}

async function lookUp(
  store: ImageStore,
  reference: Reference | undefined,
  tagOrDigest: string,
  signal: AbortSignal,
): Promise<FoundBase | UnknownBase> {
  try {
    const root = await store.findManifest(tagOrDigest, signal);
    if (root === undefined) return { reason: `${store.name} has no ${tagOrDigest}` };
    return toFound(store, reference, root);
  } catch (error) {
    return { reason: reasonOrThrow(error, signal) };
  }
}

function toFound(store: ImageStore, reference: Reference | undefined, root: EncodedDocument): FoundBase {
  const { digest, mediaType } = root.descriptor;
  if (!isIndexMediaType(mediaType))
    return { reference, digest, digestFor: () => digest, platforms: undefined, store };
  const index = parseIndex(root);
  const platforms = index.manifests.flatMap((child) => (isAttestation(child) ? [] : [child.platform]));
  return {
    reference,
    digest,
    platforms: platforms.every((platform) => platform !== undefined) ? platforms : undefined,
    store,
    digestFor: (platform) => findPlatform(index, platform)?.digest,
  };
}
