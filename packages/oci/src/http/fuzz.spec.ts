import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { attempt } from '../testing/index.js';
import { parseChallenges } from './challenge.js';
import { readConfigEntry } from './docker-config.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('any header', () => {
  it('is a list of challenges', () => {
    const piece = fc.constantFrom(
      'Bearer',
      'Basic',
      ' ',
      ',',
      '=',
      '"',
      '\\',
      'realm',
      'scope="',
      'a',
      '\t',
      '\u00e9',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 }))), (pieces) => {
        const challenges = parseChallenges(pieces.join(''));
        for (const { scheme, parameters } of challenges)
          expect([scheme, ...Object.values(parameters)].every((each) => typeof each === 'string')).toBe(true);
      }),
    );
  });
});

describe('any file', () => {
  it('is a config of which a credential is a text, or an error that shows nothing of it', async () => {
    const registry = fc.constantFrom('a.test', 'https://a.test/v1/', '__proto__', 'constructor', '');
    const entry = fc.oneof(
      fc.record(
        {
          auth: fc.oneof(fc.base64String(), fc.constant('dTpwYXNz'), fc.jsonValue()),
          username: fc.jsonValue(),
          password: fc.jsonValue(),
          identitytoken: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    const config = fc.record(
      {
        auths: fc.oneof(fc.dictionary(registry, entry), fc.jsonValue()),
        credHelpers: fc.oneof(fc.dictionary(registry, fc.jsonValue()), fc.jsonValue()),
        credsStore: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      { weight: 4, arbitrary: config.map((json) => JSON.stringify(json)) },
      { weight: 1, arbitrary: fc.string() },
    );
    const file = path.join(folder, 'config.json');
    await fc.assert(
      fc.asyncProperty(text, registry, async (content, asked) => {
        await writeFile(file, content);
        const found = await attempt(() => readConfigEntry(file, asked));
        if (found?.helper !== undefined) expect(typeof found.helper.name).toBe('string');
        const values = Object.values(found?.credential ?? {});
        expect(values.every((value) => typeof value === 'string' && value !== undefined)).toBe(true);
      }),
    );
  });
});
