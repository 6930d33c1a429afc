import { findNextPage } from './next-page.js';

const PAGE = 'https://registry.test/v2/acme/api/tags/list?n=2';
const NEXT = 'https://registry.test/v2/acme/api/tags/list?n=2&last=b';

describe('findNextPage', () => {
  it.each<[string, string]>([
    ['a whole URL', `<${NEXT}>; rel="next"`],
    ['a path', '</v2/acme/api/tags/list?n=2&last=b>; rel="next"'],
    ['a query', '<?n=2&last=b>; rel="next"'],
    ['a relation without quotes', `<${NEXT}>;rel=next`],
    ['several relations', `<${NEXT}>; rel="last Next"`],
    ['other parameters', `<${NEXT}>; title="a; b"; REL = "next"`],
    ['another link before', `</v2/>; rel="first", <${NEXT}>; rel="next"`],
    [
      'user info and a fragment',
      `<https://me:secret@registry.test/v2/acme/api/tags/list?n=2&last=b#x>; rel="next"`,
    ],
  ])('reads %s', (_title, link) => {
    expect(find(link)?.href).toBe(NEXT);
  });

  it.each<[string, string | undefined]>([
    ['no link', undefined],
    ['an empty one', ''],
    ['one without a relation', `<${NEXT}>`],
    ['another relation', `<${NEXT}>; rel="prev"`],
    ['another that begins so', `<${NEXT}>; rel="nextish"`],
    ['the word elsewhere', `<${NEXT}>; title="next"`],
    ['no brackets', `${NEXT}; rel="next"`],
    ['thousands of brackets', '<'.repeat(16_000)],
  ])('finds none in %s', (_title, link) => {
    expect(find(link)).toBeUndefined();
  });

  it.each([
    'https://elsewhere.test/v2/',
    'https://registry.test:444/v2/',
    'http://registry.test/v2/',
    '//x.test/',
  ])('REGISTRY_UNSAFE for %s', (location) => {
    expect(() => find(`<${location}>; rel="next"`)).toThrow(
      expect.objectContaining({ code: 'REGISTRY_UNSAFE' }) as Error,
    );
  });
});

function find(link: string | undefined): URL | undefined {
  return findNextPage({ headers: { link }, url: new URL(PAGE) }, 'Listing');
}
