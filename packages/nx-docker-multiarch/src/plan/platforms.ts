import { formatPlatform, parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { nearestName } from './nearest-name.js';
import { splitList, type RawList } from './option-lists.js';
import { reasonOf, showValue, type Report } from './problems.js';

const DEFAULT_PLATFORMS = ['linux/amd64', 'linux/arm64'];

// GOOS and GOARCH as far as images exist for them: the image specification takes its values from there.
const SYSTEMS = ['linux', 'windows', 'freebsd', 'darwin', 'wasip1'];
const ARCHITECTURES = [
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle'],
  ...['ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm'],
];
const OTHER_NAMES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  armhf: 'arm',
  armv7: 'arm',
  i386: '386',
  x86: '386',
  x64: 'amd64',
  x86_64: 'amd64',
};

/** The platforms asked for, each once, in their order. */
export function resolvePlatforms(raw: RawList, report: Report): readonly Platform[] {
  const texts = raw === undefined ? DEFAULT_PLATFORMS : splitList(raw);
  if (texts.length === 0) {
    const wayOut = 'Name at least one, or leave the option out for linux/amd64,linux/arm64.';
    report({ option: 'platforms', value: showValue(raw), what: 'names no platform', wayOut });
  }
  const platforms = texts.flatMap((text) => readPlatform(text, report));
  return [...new Map(platforms.map((platform) => [formatPlatform(platform), platform])).values()];
}

function readPlatform(text: string, report: Report): readonly Platform[] {
  const problem = { option: 'platforms', value: showValue(text) };
  const wayOut = 'Write it like linux/amd64, linux/arm64 or linux/arm/v7.';
  try {
    const platform = parsePlatform(text);
    const wrong = unknownPart(platform);
    if (wrong === undefined) return [platform];
    const meant = wrong.nearest === undefined ? '' : `Did you mean ${wrong.nearest}? `;
    report({ ...problem, what: wrong.what, wayOut: `${meant}${wayOut}` });
  } catch (error) {
    report({ ...problem, what: reasonOf(error), wayOut });
  }
  return [];
}

function unknownPart({
  os,
  architecture,
}: Platform): { what: string; nearest: string | undefined } | undefined {
  if (!SYSTEMS.includes(os)) {
    return {
      what: `"${os}" is not an operating system that images are made for`,
      nearest: nearestName(os, SYSTEMS),
    };
  }
  if (ARCHITECTURES.includes(architecture)) return undefined;
  const nearest = OTHER_NAMES[architecture] ?? nearestName(architecture, ARCHITECTURES);
  return { what: `"${architecture}" is not an architecture that images are made for`, nearest };
}
