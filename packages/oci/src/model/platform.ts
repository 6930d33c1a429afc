import { OciError } from '../errors/index.js';
import { compareText } from './compare-text.js';

/** What an image runs on: os/architecture[/variant], as in GOOS, GOARCH and the image specification. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** The version of Windows that it needs: `10.0.20348.2113`. Not part of its name. */
  readonly 'os.version'?: string;
  /** What it needs of Windows: `win32k`. Not part of its name. */
  readonly 'os.features'?: readonly string[];
}

const COMPONENT = /^[a-z0-9][a-z0-9_.-]*$/;

/**
 * Reads `os/architecture[/variant]`. Never fills a gap from the machine it runs on.
 * `arm64/v8` is read as `arm64` and `arm` as `arm/v7`, which is how containerd and Docker spell them.
 * Errors: `PLATFORM_INVALID`.
 */
export function parsePlatform(text: string): Platform {
  const parts = text.split('/');
  const [os, architecture, variant] = parts;
  if (
    parts.length > 3 ||
    os === undefined ||
    architecture === undefined ||
    !parts.every((part) => COMPONENT.test(part))
  ) {
    throw new OciError(
      'PLATFORM_INVALID',
      `Reading platform ${JSON.stringify(text)}: not os/architecture[/variant]`,
      {
        hint: 'Write it like linux/amd64, linux/arm64 or linux/arm/v7.',
      },
    );
  }
  return normalizePlatform({ os, architecture, ...(variant !== undefined && { variant }) });
}

/** One spelling a platform, whichever of the accepted ones a document uses. */
export function normalizePlatform({ variant, ...platform }: Platform): Platform {
  const { architecture } = platform;
  if (architecture === 'arm64' && variant === 'v8') return platform;
  if (architecture === 'amd64' && variant === 'v1') return platform;
  if (architecture === 'arm' && !variant) return { ...platform, variant: 'v7' };
  return variant ? { ...platform, variant } : platform;
}

/** The exact inverse of `parsePlatform`. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

export function isSamePlatform(a: Platform, b: Platform): boolean {
  return comparePlatforms(a, b) === 0;
}

/** Order by os, architecture, variant, in code units: the same on every machine. */
export function comparePlatforms(a: Platform, b: Platform): number {
  const [left, right] = [normalizePlatform(a), normalizePlatform(b)];
  return (
    compareText(left.os, right.os) ||
    compareText(left.architecture, right.architecture) ||
    compareText(left.variant ?? '', right.variant ?? '')
  );
}
