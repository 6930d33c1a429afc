import { OciError } from '../../errors/index.js';
import { discard, persist, readBounded, type Patience } from '../../http/index.js';
import { isTag, MAX_DOCUMENT_BYTES } from '../../model/index.js';
import { findNextPage } from './next-page.js';
import { isSuccess, readScope, refused, type Repository } from './repository.js';

/** As many as every registry lets one ask for; some then send fewer. */
const TAGS_PER_PAGE = 1000;
const MAX_PAGES = 10_000;
const MAX_TAGS = 1_000_000;

interface Page {
  readonly tags: readonly string[];
  readonly next: URL | undefined;
}

/**
 * As `RemoteStore.listTags` (distribution-spec §Listing Tags), a page at a time, each with `patience` of its own. What a
 * registry lists that can be no tag is left out. Errors: `REGISTRY_UNSAFE` if the list goes on elsewhere.
 */
export async function* listTags(
  repository: Repository,
  patience: () => Patience,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  const doing = `Listing the tags of ${repository.name}`;
  const asked = new Set<string>();
  let count = 0;
  let target: string | URL | undefined = `/v2/${repository.path}/tags/list?n=${TAGS_PER_PAGE}`;
  while (target !== undefined) {
    const at: string | URL = target;
    const page: Page = await persist(patience(), signal, () => readPage(repository, at, doing, signal));
    count += page.tags.length;
    const isCircle = page.next !== undefined && asked.has(page.next.href);
    if (isCircle || asked.size >= MAX_PAGES || count > MAX_TAGS)
      throw new OciError(
        'CONTENT_TOO_LARGE',
        `${doing}: no end after ${asked.size + 1} pages with ${count} tags`,
      );
    if (page.next !== undefined) asked.add(page.next.href);
    yield* page.tags;
    target = page.next;
  }
}

async function readPage(
  repository: Repository,
  target: string | URL,
  doing: string,
  signal: AbortSignal | undefined,
): Promise<Page> {
  const scopes = [readScope(repository)];
  const response = await repository.client.request({ method: 'GET', target, scopes, signal });
  if (response.status === 404) {
    await discard(response);
    return { tags: [], next: undefined };
  }
  if (!isSuccess(response)) throw await refused(repository, doing, response);
  const tags = parseTags(await readBounded(response.body, MAX_DOCUMENT_BYTES, doing));
  if (tags === undefined) throw new OciError('REGISTRY_FAILED', `${doing}: the answer is no list of tags`);
  return { tags, next: findNextPage(response, doing) };
}

/** `undefined` for what is no list. Distribution writes an empty one as null. */
function parseTags(body: Buffer): readonly string[] | undefined {
  try {
    const { tags } = JSON.parse(body.toString('utf8')) as { readonly tags?: unknown };
    if (tags === null) return [];
    return Array.isArray(tags) ? tags.filter(isTag) : undefined;
  } catch {
    return undefined;
  }
}
