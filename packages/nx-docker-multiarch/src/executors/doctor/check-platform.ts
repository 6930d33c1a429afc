import { formatPlatform, isSamePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { hintAtEmulator, type Builder, type BuilderNode } from '../../engines/index.js';
import type { Check } from './diagnosis.js';
import type { Emulator, Emulators } from './emulators.js';

/** Whether something can run on a platform while an image is built: as each builder says, else as this machine does. */
export function checkPlatform(
  platform: Platform,
  builders: readonly Builder[],
  emulators: Emulators,
  hostPlatform: Platform,
): readonly Check[] {
  const name = formatPlatform(platform);
  const emulator = emulators.get(platform.architecture);
  const known = builders.filter(({ nodes }) => nodes.some(isKnown));
  if (known.length === 0)
    return [{ name, state: 'note', found: describeHost(runsNatively(platform, hostPlatform), emulator) }];
  return known.map((builder) => {
    const node = findNode(platform, builder);
    if (node === undefined) return notListed(name, platform, builder, emulator);
    const where = known.length > 1 ? ` on builder ${builder.name}` : '';
    return { name, state: 'ok', found: `${isNative(platform, node) ? 'native' : 'emulated'}${where}` };
  });
}

/** A node that does not run says nothing of its platforms. */
function isKnown({ platforms }: BuilderNode): boolean {
  return platforms.length > 0;
}

/** As buildx chooses it: one that was given the platform, else the first that lists it. */
function findNode(platform: Platform, { nodes }: Builder): BuilderNode | undefined {
  const isIn = (platforms: readonly Platform[] = []): boolean =>
    platforms.some((listed) => isSamePlatform(listed, platform));
  return (
    nodes.find(({ givenPlatforms }) => isIn(givenPlatforms)) ?? nodes.find(({ platforms }) => isIn(platforms))
  );
}

function notListed(
  name: string,
  platform: Platform,
  builder: Builder,
  emulator: Emulator | undefined,
): Check {
  const fix = hintAtEmulator(platform);
  const lack = `builder ${builder.name} has no emulator for it`;
  if (emulator === undefined) return { name, state: 'warn', found: lack, fix };
  // What is registered later than the builder was started, some builders do not see.
  return emulator.isFixed
    ? {
        name,
        state: 'warn',
        found: `${lack}, though ${emulator.name} is registered on this machine`,
        fix: 'If the builder runs on this machine, start it again.',
      }
    : { name, state: 'warn', found: `${lack}: ${emulator.name} is registered without the flag F`, fix };
}

/** A node names the platform of its own machine first. */
function isNative(platform: Platform, { platforms: [own] }: BuilderNode): boolean {
  return own !== undefined && runsNatively(platform, own);
}

function runsNatively(platform: Platform, own: Platform): boolean {
  const isOwn =
    platform.architecture === own.architecture ||
    (platform.architecture === '386' && own.architecture === 'amd64');
  return isOwn && platform.os === own.os;
}

function describeHost(isOwn: boolean, emulator: Emulator | undefined): string {
  if (isOwn) return "this machine's own";
  return emulator === undefined
    ? 'no emulator is registered on this machine'
    : `${emulator.name} is registered on this machine`;
}
