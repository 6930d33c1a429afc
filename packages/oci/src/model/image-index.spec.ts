import * as fc from 'fast-check';
import type { Descriptor } from './descriptor.js';
import { digestOf } from './digest.js';
import { parseIndex } from './document.js';
import { attestedDigest, combineIndex, isAttestation, UNKNOWN_PLATFORM } from './image-index.js';
import { OCI_INDEX, OCI_MANIFEST } from './media-types.js';
import { parsePlatform } from './platform.js';

const amd64 = image('linux/amd64');
const arm64 = image('linux/arm64');
const armV6 = image('linux/arm/v6');
const armV7 = image('linux/arm/v7');
const windows = image('windows/amd64');

describe('combineIndex', () => {
  it('gives the same bytes everywhere (golden: every pushed index would get another digest)', () => {
    const { descriptor, bytes } = combineIndex([arm64, attestation(amd64), amd64]);
    expect(descriptor).toEqual({ mediaType: OCI_INDEX, digest: digestOf(bytes), size: bytes.length });
    expect(descriptor.digest).toBe('sha256:35ef5e35e0b7769f1c3b69592714b4bfc528646b533a43f00cb5a5099869eb20');
  });

  it('has the platforms in order, attestations behind in the order of what they are about', () => {
    const children = [attestation(arm64), windows, armV7, attestation(amd64), arm64, amd64, armV6];
    expect(parseIndex(combineIndex(children)).manifests).toEqual([
      amd64,
      armV6,
      armV7,
      arm64,
      windows,
      attestation(amd64),
      attestation(arm64),
    ]);
  });

  it('does not depend on the order in which the children come', () => {
    const lost = attestation(image('linux/s390x'));
    const children = [amd64, arm64, armV6, armV7, attestation(amd64), attestation(armV7), lost];
    const expected = combineIndex(children).descriptor;
    fc.assert(
      fc.property(fc.shuffledSubarray(children, { minLength: children.length }), (shuffled) => {
        expect(combineIndex(shuffled).descriptor).toEqual(expected);
      }),
    );
  });

  it('keeps which Windows its children need', () => {
    const platform = {
      os: 'windows',
      architecture: 'amd64',
      'os.version': '10.0.20348.2113',
      'os.features': ['win32k'],
    };
    const needing = { ...windows, platform };
    expect(parseIndex(combineIndex([needing])).manifests).toEqual([needing]);
  });

  it('keeps the annotations of its children', () => {
    const annotated = { ...amd64, annotations: { 'input-digest': 'x' } };
    expect(parseIndex(combineIndex([annotated])).manifests).toEqual([annotated]);
  });
});

describe('an attestation', () => {
  it('is known by its annotation, and says what it is about', () => {
    expect([amd64, attestation(amd64)].map(isAttestation)).toEqual([false, true]);
    expect([amd64, attestation(amd64)].map(attestedDigest)).toEqual([undefined, amd64.digest]);
    expect(isAttestation({ ...amd64, platform: UNKNOWN_PLATFORM })).toBe(false);
  });
});

function image(platform: string): Descriptor {
  return {
    mediaType: OCI_MANIFEST,
    digest: digestOf(platform),
    size: 500,
    platform: parsePlatform(platform),
  };
}

function attestation({ digest }: Descriptor): Descriptor {
  return {
    mediaType: OCI_MANIFEST,
    digest: digestOf(`about ${digest}`),
    size: 600,
    platform: UNKNOWN_PLATFORM,
    annotations: {
      'vnd.docker.reference.digest': digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  };
}
