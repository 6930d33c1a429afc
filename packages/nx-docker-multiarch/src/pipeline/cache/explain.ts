import {
  findPlatform,
  formatReference,
  isIndexMediaType,
  parseIndex,
  type Descriptor,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { reasonOrThrow } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { namesOf, type FormerTags, type NamedImage, type PushTarget } from '../push-image.js';
import type { RunTools } from '../run-tools.js';
import { inputDigestOf } from './cache-entry.js';
import { printable } from './printable.js';
import type { FoundPlatforms, MissingPlatform } from './find-cached.js';
import { diffRecords, shortText, toRecord, type InputChange } from './input-record.js';
import type { ResultCache } from './result-cache.js';

/** More differences are counted, not shown. */
const MAX_CHANGES = 20;

/**
 * Says of each platform, if the plan wants it, why it need not be built, or which inputs have changed since the image that
 * the first name of the plan that is there points to. No value of an argument or a label is in it.
 */
export async function explainPlatforms(
  plan: BuildPlan,
  { cached, missing }: FoundPlatforms,
  cache: ResultCache | undefined,
  targets: readonly PushTarget[],
  former: FormerTags,
  tools: RunTools,
): Promise<void> {
  if (!plan.explain) return;
  for (const { platform, known } of cached)
    tools.explain(
      `found: built before of the same inputs, input digest ${known?.inputDigest ?? ''}`,
      platform,
    );
  const name = namesOf(targets).find(({ reference }) => former.get(reference) !== undefined);
  for (const one of missing) {
    const lines = [`to be built: ${one.reason}`, ...(await explainMiss(one, cache, name, tools))];
    for (const line of lines) tools.explain(line, one.job.platform);
  }
}

async function explainMiss(
  { job, known }: MissingPlatform,
  cache: ResultCache | undefined,
  named: NamedImage | undefined,
  { signal }: RunTools,
): Promise<readonly string[]> {
  if (known === undefined || cache === undefined || named === undefined) return [];
  const { reference, store } = named;
  const name = formatReference(reference);
  try {
    const child = await findChild(store, reference.tag ?? '', job.platform, signal);
    if (child === undefined)
      return [`  ${name} is not there for this platform, so that there is nothing to compare`];
    const before = inputDigestOf(child);
    const record = before && (await cache.findRecord(before, signal));
    if (record === undefined) return [`  nothing is recorded of what ${name} was built of`];
    const changes = diffRecords(record, toRecord(known.inputs));
    if (changes.length === 0) return [`  the inputs are those of ${name}`];
    return [`  since ${name}:`, ...describeChanges(changes)];
  } catch (error) {
    return [`  what ${name} was built of can't be read: ${reasonOrThrow(error, signal)}`];
  }
}

/** The image of one platform that a name points to now. */
async function findChild(
  store: ImageStore,
  tag: string,
  platform: Platform,
  signal: AbortSignal,
): Promise<Descriptor | undefined> {
  const root = await store.findManifest(tag, signal);
  if (root === undefined) return undefined;
  if (!isIndexMediaType(root.descriptor.mediaType)) return root.descriptor;
  return findPlatform(parseIndex(root), platform);
}

function describeChanges(changes: readonly InputChange[]): readonly string[] {
  const shown = changes.slice(0, MAX_CHANGES).map((change) => printable(describeChange(change)));
  const more = changes.length - shown.length;
  return [...shown, ...(more > 0 ? [`    and ${more} more`] : [])];
}

/** `    base image golang:1.25 linux/arm64: sha256:12ab… → sha256:34cd…`. */
function describeChange({ subject, name, before, after }: InputChange): string {
  const what = name === '' ? subject : `${subject} ${name}`;
  if (before === undefined) return `    ${what}: new`;
  if (after === undefined) return `    ${what}: gone`;
  return `    ${what}: ${shortText(before)} → ${shortText(after)}`;
}
