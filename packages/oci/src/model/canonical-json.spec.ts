import * as fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it.each<[string, unknown, string]>([
    ['keys in code-unit order at every depth', { b: { d: 1, c: 2 }, a: 3 }, '{"a":3,"b":{"c":2,"d":1}}'],
    ['capitals first, whatever the locale', { a: 1, B: 2, ä: 3 }, '{"B":2,"a":1,"ä":3}'],
    ['keys that look like numbers as text', { 9: 1, 10: 2, a: 3 }, '{"10":2,"9":1,"a":3}'],
    ['lists in their own order', ['b', 'a', [2, 1]], '["b","a",[2,1]]'],
    ['no member that is undefined', { a: undefined, b: null }, '{"b":null}'],
    ['null for what a list lacks', [undefined, null], '[null,null]'],
    ['a key that objects have anyway', JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
    ['plain values', 'text "quoted"', '"text \\"quoted\\""'],
  ])('has %s', (_what, value, json) => {
    expect(canonicalJson(value)).toBe(json);
  });

  it('says what was said, and the same whichever way it was put', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const json = canonicalJson(plain);
        expect(JSON.parse(json)).toEqual(plain);
        expect(canonicalJson(reversed(plain))).toBe(json);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
