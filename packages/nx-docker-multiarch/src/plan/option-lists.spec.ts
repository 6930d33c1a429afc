import { listEntries, splitList, type RawList } from './option-lists.js';

describe('splitList', () => {
  it.each<[string, RawList, string[]]>([
    ['nothing', undefined, []],
    ['one text', 'a', ['a']],
    ['commas', 'a,b', ['a', 'b']],
    ['a repeated flag with commas in it', ['a,b', 'c'], ['a', 'b', 'c']],
    ['line ends, as CI actions write lists', 'a\nb\n', ['a', 'b']],
    ['blanks', ' a , b ', ['a', 'b']],
    ['empty items', ['', 'a,,b', ','], ['a', 'b']],
  ])('cuts: %s', (_title, raw, expected) => {
    expect(splitList(raw)).toEqual(expected);
  });
});

describe('listEntries', () => {
  it.each<[string, RawList, string[]]>([
    ['nothing', undefined, []],
    ['one text', 'id=a,src=b', ['id=a,src=b']],
    ['several', ['id=a,src=b', ' id=c,env=D '], ['id=a,src=b', 'id=c,env=D']],
    ['empty texts', ['', ' '], []],
  ])('keeps commas: %s', (_title, raw, expected) => {
    expect(listEntries(raw)).toEqual(expected);
  });
});
