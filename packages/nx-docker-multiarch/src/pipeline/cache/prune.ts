import { settleEach } from '@nx-docker-multiarch/oci/errors';
import {
  compareText,
  formatPlatform,
  isDigest,
  isManifestMediaType,
  type Digest,
  type EncodedDocument,
} from '@nx-docker-multiarch/oci/model';
import type { RemoteStore } from '@nx-docker-multiarch/oci/store';
import { CodedError } from '../../errors/index.js';
import type { PrunePlan } from '../../plan/index.js';
import { parseAnyEntry } from './cache-entry.js';
import { printable } from './printable.js';

const AT_ONCE = 8;
const DIGESTS = /sha256:[0-9a-f]{64}/g;

/** An entry that may be deleted. */
export interface OldEntry {
  readonly tag: string;
  /** Of the entry itself; no other tag points to it. */
  readonly digest: Digest;
  /** The name of the platform whose image it remembers. */
  readonly platform: string;
  readonly ageMs: number;
}

/** What has the tag of an entry and may not be deleted, whatever its age. */
export interface LeftAlone {
  readonly tag: string;
  /** No sentence. */
  readonly reason: string;
}

/** What is in a cache repository. */
export interface Survey {
  /** Oldest first. */
  readonly old: readonly OldEntry[];
  /** How many entries are too young. */
  readonly young: number;
  readonly leftAlone: readonly LeftAlone[];
  /** How many tags are no entry's. */
  readonly others: number;
}

/** What became of an entry; `absent` if it was not there any more. */
export interface DeletedEntry {
  readonly entry: OldEntry;
  readonly outcome: 'deleted' | 'absent' | CodedError;
}

/** What a tag points to. */
interface Tagged {
  readonly tag: string;
  readonly digest: Digest;
  /** `undefined` if the tag is no entry's; why the content is no entry if only the tag is one's. */
  readonly entry: ReturnType<typeof parseAnyEntry> | undefined;
  /** Every digest in it, if it is no single image. */
  readonly mentions: readonly string[];
}

/**
 * Reads what every tag of a repository points to, and finds the entries that may be deleted: each under the tag of its
 * own inputs, old enough by what it says itself, and neither under another tag nor mentioned by an index under any.
 * Errors: those of the store, for what can't be read could need any of the entries.
 */
export async function findOldEntries(
  store: RemoteStore,
  { prefix, minAgeMs }: Pick<PrunePlan, 'prefix' | 'minAgeMs'>,
  now: Date,
  signal: AbortSignal,
): Promise<Survey> {
  const all = await readTags(store, prefix, signal);
  const findUse = indexUses(all);
  const old: OldEntry[] = [];
  const leftAlone: LeftAlone[] = [];
  let [young, others] = [0, 0];
  for (const tagged of all) {
    const { tag, digest, entry } = tagged;
    const reason = typeof entry === 'object' ? findUse(tagged) : entry;
    if (reason !== undefined) leftAlone.push({ tag, reason: printable(reason) });
    else if (typeof entry !== 'object') others++;
    else {
      // By a clock that is ahead of ours, it would be younger than nothing.
      const ageMs = Math.max(0, now.getTime() - entry.createdAt.getTime());
      if (ageMs < minAgeMs) young++;
      else old.push({ tag, digest, platform: printable(formatPlatform(entry.platform)), ageMs });
    }
  }
  old.sort((a, b) => b.ageMs - a.ageMs || compareText(a.tag, b.tag));
  return { old, young, leftAlone, others };
}

/** Deletes entries, each whatever becomes of the others. Errors: only that of the signal. */
export function deleteEntries(
  entries: readonly OldEntry[],
  store: RemoteStore,
  signal: AbortSignal,
): Promise<readonly DeletedEntry[]> {
  return settleEach(entries, AT_ONCE, async (entry): Promise<DeletedEntry> => {
    try {
      const wasThere = await store.deleteManifest(entry.digest, signal);
      return { entry, outcome: wasThere ? 'deleted' : 'absent' };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CodedError)) throw error;
      return { entry, outcome: error };
    }
  });
}

async function readTags(store: RemoteStore, prefix: string, signal: AbortSignal): Promise<readonly Tagged[]> {
  const tags = new Set<string>();
  for await (const tag of store.listTags(signal)) tags.add(tag);
  const read = await settleEach([...tags], AT_ONCE, async (tag) => {
    const document = await store.findManifest(tag, signal);
    return document && describeTag(tag, document, prefix);
  });
  return read.filter((tagged) => tagged !== undefined);
}

function describeTag(tag: string, document: EncodedDocument, prefix: string): Tagged {
  const { mediaType, digest } = document.descriptor;
  const inputDigest = `sha256:${tag.slice(prefix.length)}`;
  return {
    tag,
    digest,
    entry: tag.startsWith(prefix) && isDigest(inputDigest) ? parseAnyEntry(document, inputDigest) : undefined,
    // Not only of children: what can't be parsed has to be believed to need all that it mentions.
    mentions: isManifestMediaType(mediaType)
      ? []
      : (Buffer.from(document.bytes).toString().match(DIGESTS) ?? []),
  };
}

/** What tells of a tag why its content is needed beside it; `undefined` if it isn't. */
function indexUses(all: readonly Tagged[]): (tagged: Tagged) => string | undefined {
  const tagsOf = new Map<Digest, string[]>();
  for (const { tag, digest } of all) {
    const tags = tagsOf.get(digest);
    if (tags === undefined) tagsOf.set(digest, [tag]);
    else tags.push(tag);
  }
  const mentionedBy = new Map(all.flatMap(({ tag, mentions }) => mentions.map((digest) => [digest, tag])));
  return ({ tag, digest }) => {
    const other = tagsOf.get(digest)?.find((each) => each !== tag);
    if (other !== undefined) return `the tag ${other} points to it as well`;
    const index = mentionedBy.get(digest);
    return index && `the index with the tag ${index} mentions it`;
  };
}
