import fc from 'fast-check';
import { readMap, type KeyRule, type RawMap } from './option-maps.js';
import type { Problem } from './problems.js';

const ANY_KEY: KeyRule = { pattern: /^\S+$/, what: 'is bad', wayOut: 'Write another.' };

function read(raw: RawMap, option = 'labels') {
  const problems: Problem[] = [];
  const map = readMap(option, raw, ANY_KEY, (problem) => problems.push(problem));
  return { map, problems };
}

describe('readMap', () => {
  it.each<[string, RawMap, Record<string, string>]>([
    ['nothing', undefined, {}],
    ['an object', { a: 'x', n: 3, b: false }, { a: 'x', n: '3', b: 'false' }],
    ['an empty value', { a: '' }, { a: '' }],
    ['one text', 'a=x', { a: 'x' }],
    ['"=" in a value', 'a=x=y', { a: 'x=y' }],
    ['several pairs in one text', 'a=1,b.c/d=2, e=3', { a: '1', 'b.c/d': '2', e: '3' }],
    ['line ends in one text', 'a=1\nb=2\n', { a: '1', b: '2' }],
    ['commas in a lone value', 'FLAGS=-a,-b', { FLAGS: '-a,-b' }],
    ['a list', ['a=1', 'b=2'], { a: '1', b: '2' }],
    ['commas in a list', ['a=1,b=2', 'c=3'], { a: '1,b=2', c: '3' }],
    ['empty texts of a list', ['', 'a=1'], { a: '1' }],
    ['JSON', ['a={"x":1,"y=":2}'], { a: '{"x":1,"y=":2}' }],
    ['the last of equal keys', ['a=1', 'a=2'], { a: '2' }],
  ])('reads %s', (_title, raw, expected) => {
    expect(read(raw)).toEqual({ map: expected, problems: [] });
  });

  it.each<[string, RawMap, string, string]>([
    ['no "="', 'TOKEN', 'labels', 'has no "="'],
    ['no key', '=s3cret', 'labels', 'has nothing before its "="'],
    ['a bad key', { 'a b': 's3cret' }, 'labels', 'the key "a b" is bad'],
  ])('refuses %s', (_title, raw, option, what) => {
    const { map, problems } = read(raw, option);
    expect(map).toEqual({});
    expect(problems).toEqual([expect.objectContaining({ option, what })]);
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });

  it('says how a build argument comes from the environment', () => {
    expect(read('TOKEN', 'buildArgs').problems[0]?.wayOut).toContain('TOKEN={env.TOKEN}');
  });

  it('gives a map as a list the same meaning as the map', () => {
    const key = fc.stringMatching(/^[A-Za-z_][\w.]*$/);
    const value = fc.string();
    fc.assert(
      fc.property(fc.dictionary(key, value), (map) => {
        const list = Object.entries(map).map(([name, text]) => `${name}=${text}`);
        expect(read(list).map).toEqual({ ...map });
        expect(read(map).map).toEqual({ ...map });
      }),
    );
  });
});
