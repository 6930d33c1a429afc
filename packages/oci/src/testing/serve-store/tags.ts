import { json, locationOf, refusal, type Answer, type Exchange } from './exchange.js';

const MAX_PAGE = 1000;

/** The list of tags, a page of it (distribution-spec §Listing Tags): `n` of those behind `last`. */
export async function serveTags(exchange: Exchange, repository: string): Promise<Answer> {
  const { quirks } = exchange.state;
  const { pathname, searchParams } = exchange.url;
  const wanted = searchParams.get('n');
  if (wanted !== null && !(/^\d+$/.test(wanted) && Number(wanted) <= MAX_PAGE))
    return refusal(400, 'PAGINATION_NUMBER_INVALID', 'invalid number of results requested');
  const size = Math.min(Number(wanted ?? Infinity), quirks.maxTagsPerPage ?? Infinity);
  const last = searchParams.get('last') ?? '';
  const rest: string[] = [];
  for await (const tag of exchange.state.repository(repository).listTags()) if (tag > last) rest.push(tag);
  const tags = rest.slice(0, size);
  const answer = json(200, { name: repository, tags });
  if (tags.length === 0 || tags.length === rest.length) return answer;
  const next = `${pathname}?n=${size}&last=${tags.at(-1)}`;
  const location = locationOf(exchange, quirks.foreignPages ? 'storage' : 'registry', next);
  return { ...answer, headers: { ...answer.headers, link: `<${location}>; rel="next"` } };
}
