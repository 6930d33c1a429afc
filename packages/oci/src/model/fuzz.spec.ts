import * as fc from 'fast-check';
import { attempt } from '../testing/index.js';
import { digestOf, parseDigest } from './digest.js';
import { describeDocument, parseDocument, parseIndex, parseManifest } from './document.js';
import { parseImageConfig } from './image-config.js';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST } from './media-types.js';
import { formatPlatform, parsePlatform } from './platform.js';
import { formatReference, parseReference } from './reference.js';

const DIGEST = digestOf('abc');

/** Text that is often nearly a name. */
const name = fc
  .array(
    fc.oneof(
      fc.constantFrom('/', ':', '@', '.', '..', '-', '_', '[::1]', ':5000', 'localhost', 'ghcr.io', DIGEST),
      fc.constantFrom(
        'docker.io',
        'acme',
        'api',
        'A',
        'linux',
        'arm64',
        'arm',
        'v7',
        'v8',
        '\0',
        ' ',
        '\u{1f600}',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

describe('any text', () => {
  it('is a reference that is read back as it was, or an error', async () => {
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        const reference = await attempt(() => parseReference(text));
        if (reference) expect(parseReference(formatReference(reference))).toEqual(reference);
      }),
    );
  });

  it('is a platform that is read back as it was, or an error', async () => {
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        const platform = await attempt(() => parsePlatform(text));
        if (platform) expect(parsePlatform(formatPlatform(platform))).toEqual(platform);
      }),
    );
  });

  it('is a digest to the letter, or an error', async () => {
    const digest = fc.oneof(fc.stringMatching(/^sha256:[0-9a-fA-F]{62,66}$/), name);
    await fc.assert(
      fc.asyncProperty(digest, async (text) =>
        expect([text, undefined]).toContain(await attempt(() => parseDigest(text))),
      ),
    );
  });
});

const BLOB = {
  mediaType: OCI_LAYER_GZIP,
  digest: DIGEST,
  size: 3,
  urls: ['https://a.test'],
  annotations: { a: 'b' },
};
const VALID = {
  [OCI_MANIFEST]: {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { ...BLOB, mediaType: OCI_CONFIG },
    layers: [BLOB],
  },
  [OCI_INDEX]: {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [
      { ...BLOB, mediaType: OCI_MANIFEST, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    ],
  },
  [OCI_CONFIG]: {
    os: 'linux',
    architecture: 'amd64',
    config: { Env: ['A=b'], Cmd: ['x'], Entrypoint: null, WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [DIGEST] },
    history: [{ created_by: 'x', empty_layer: true }],
  },
} as const;

/** A valid document of which one member, at any depth, is something else. */
function spoilt(document: object): fc.Arbitrary<unknown> {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', -1, 1e300, 2 ** 53, {}, [], null));
  return fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), value).map(([route, put]) => {
    const copy = structuredClone(document) as Record<string, unknown>;
    let at = copy;
    for (const [depth, turn] of route.entries()) {
      const keys = Object.keys(at);
      const key = keys[turn % Math.max(keys.length, 1)] ?? 'added';
      const next = at[key];
      if (depth === route.length - 1 || typeof next !== 'object' || next === null) {
        at[key] = put;
        break;
      }
      at = next as Record<string, unknown>;
    }
    return copy;
  });
}

const documentBytes = (document: object): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 4, arbitrary: spoilt(document).map((json) => Buffer.from(JSON.stringify(json))) },
    { weight: 1, arbitrary: fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json) ?? '')) },
    { weight: 1, arbitrary: fc.uint8Array() },
  );

describe('any bytes', () => {
  it.each([
    ['a manifest', OCI_MANIFEST, parseManifest],
    ['an index', OCI_INDEX, parseIndex],
    ['a document', OCI_INDEX, parseDocument],
  ] as const)('are %s, or an error', async (_what, mediaType, parse) => {
    await fc.assert(
      fc.asyncProperty(documentBytes(VALID[mediaType]), async (bytes) => {
        await attempt(() => void parse(describeDocument(bytes, mediaType)));
      }),
    );
  });

  it('are a config, or an error', async () => {
    await fc.assert(
      fc.asyncProperty(documentBytes(VALID[OCI_CONFIG]), async (bytes) => {
        const config = await attempt(() => parseImageConfig(bytes, 'config'));
        if (config)
          expect(
            [config.cmd, config.entrypoint, config.env].flat().every((each) => typeof each === 'string'),
          ).toBe(true);
      }),
    );
  });

  it.each([
    ['lists', '['],
    ['objects', '{"a":'],
  ])('can be %s in one another, as deep as they are large', async (_what, opening) => {
    const bytes = Buffer.from(`{"layers":${opening.repeat(200_000)}`);
    expect(await attempt(() => parseManifest(describeDocument(bytes, OCI_MANIFEST)))).toBeUndefined();
    expect(await attempt(() => parseImageConfig(bytes, 'config'))).toBeUndefined();
  });
});
