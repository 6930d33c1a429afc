import { CodedError } from '../../errors/index.js';
import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';

const OPERATING_SYSTEMS = new Set(['linux', 'windows', 'darwin', 'freebsd']);
const ALIASES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armhf: 'arm/v7',
  armel: 'arm/v6',
};

/**
 * Reads the value of `FROM --platform`, with the other names of architectures, and alone an operating system or an
 * architecture, which `buildPlatform` completes. Errors: `DOCKERFILE_INVALID`.
 */
export function parseStagePlatform(text: string, buildPlatform: Platform, place: Place): Platform {
  const parts = text.toLowerCase().split('/');
  const [first = '', second, variant] = parts;
  const whole =
    second !== undefined
      ? parts
      : OPERATING_SYSTEMS.has(first)
        ? [first, buildPlatform.architecture, ...(buildPlatform.variant ? [buildPlatform.variant] : [])]
        : [buildPlatform.os, first];
  const [os = '', architecture = '', ...more] = whole;
  const spelt = [os, ALIASES[architecture] ?? architecture, ...more].join('/');
  try {
    return parsePlatform(variant !== undefined && /^\d$/.test(variant) ? spelt.replace(/\d$/, 'v$&') : spelt);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    throw dockerfileInvalid(
      place,
      `the platform of FROM is ${show(text)}`,
      'Write it like linux/arm64, or $BUILDPLATFORM for the machine that builds.',
    );
  }
}
