import fc from 'fast-check';
import { parseChallenges } from './challenge.js';

describe('parseChallenges', () => {
  it.each<[string, string, unknown]>([
    ['nothing', '', []],
    ['a scheme alone', 'Basic', [{ scheme: 'basic', parameters: {} }]],
    ['quoted text', 'Basic realm="a b"', [{ scheme: 'basic', parameters: { realm: 'a b' } }]],
    ['plain text', 'basic Realm=here', [{ scheme: 'basic', parameters: { realm: 'here' } }]],
    [
      'escapes',
      'Basic realm="say \\"hi\\", \\\\o"',
      [{ scheme: 'basic', parameters: { realm: 'say "hi", \\o' } }],
    ],
    [
      'commas in a scope',
      'Bearer realm="https://a.test/token",service="a.test",scope="repository:x/y:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: { realm: 'https://a.test/token', service: 'a.test', scope: 'repository:x/y:pull,push' },
        },
      ],
    ],
    [
      'several challenges',
      'Negotiate, Bearer realm="r" , service=s,Basic realm="b"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'bearer', parameters: { realm: 'r', service: 's' } },
        { scheme: 'basic', parameters: { realm: 'b' } },
      ],
    ],
    ['what cannot be read', 'Basic realm="open', [{ scheme: 'basic', parameters: {} }]],
    ['a parameter without a scheme', 'realm="r"', []],
  ])('reads %s', (_title, header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges);
  });

  it('reads back whatever is written by the grammar', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const text = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    });
    const challenge = fc.record({
      scheme: name,
      parameters: fc.dictionary(name, text, { noNullPrototype: true }),
    });
    const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
    fc.assert(
      fc.property(fc.array(challenge), (challenges) => {
        const header = challenges
          .map(({ scheme, parameters }) =>
            [
              scheme,
              Object.entries(parameters)
                .map(([key, value]) => `${key}=${quote(value)}`)
                .join(', '),
            ]
              .join(' ')
              .trim(),
          )
          .join(', ');
        expect(parseChallenges(header)).toEqual(challenges);
      }),
    );
  });

  it('takes no longer than its input is long', () => {
    const started = performance.now();
    parseChallenges(`Basic ${'a '.repeat(30_000)}`);
    parseChallenges(`Basic realm="${'\\'.repeat(60_001)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
