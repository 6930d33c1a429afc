import { formatPlatform, normalizePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { StageFacts } from '../context/dockerfile/index.js';

const NAMES = ['TARGET', 'BUILD'].flatMap((side) =>
  ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((part) => side + part),
);

/** The variables of which BuildKit knows the values, for each platform its own (Dockerfile reference, ARG). */
export const PLATFORM_ARGS: ReadonlySet<string> = new Set(NAMES);

/** What BuildKit gives a platform's variable. */
export function givenValue(name: string, { platform, buildPlatform }: StageFacts): string | undefined {
  const [, side, part = ''] = /^(TARGET|BUILD)(.*)$/.exec(name) ?? [];
  const given = normalizePlatform(side === 'TARGET' ? platform : buildPlatform);
  return side === undefined ? undefined : partOf(given, part);
}

function partOf(platform: Platform, part: string): string | undefined {
  switch (part) {
    case 'PLATFORM':
      return formatPlatform(platform);
    case 'OS':
      return platform.os;
    case 'OSVERSION':
      return '';
    case 'ARCH':
      return platform.architecture;
    case 'VARIANT':
      return platform.variant ?? '';
    default:
      return undefined;
  }
}
