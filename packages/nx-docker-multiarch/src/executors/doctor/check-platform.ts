import { formatPlatform, isSamePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { hintAtEmulator, type Builder, type BuilderNode } from '../../engines/index.js';
import type { Check } from './diagnosis.js';
import type { Emulator, Emulators } from './emulators.js';

/** Whether something can run on a platform while an image is built: as the builder says, else as this machine does. */
export function checkPlatform(
  platform: Platform,
  builder: Builder | undefined,
  emulators: Emulators,
  hostPlatform: Platform,
): Check {
  const name = formatPlatform(platform);
  const emulator = emulators.get(platform.architecture);
  const nodes = (builder?.nodes ?? []).filter(({ platforms }) => platforms.length > 0);
  if (builder === undefined || nodes.length === 0) {
    return { name, state: 'note', found: describeHost(isSameCpu(platform, hostPlatform), emulator) };
  }
  const node = nodes.find(({ platforms }) => platforms.some((listed) => isSamePlatform(listed, platform)));
  if (node === undefined) return notListed(name, platform, builder, emulator);
  return { name, state: 'ok', found: isNative(platform, node) ? 'native' : describeEmulated(emulator) };
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
  return own !== undefined && isSameCpu(own, platform);
}

function isSameCpu(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture;
}

function describeEmulated(emulator: Emulator | undefined): string {
  return emulator === undefined ? 'emulated' : `emulated, by ${emulator.name}`;
}

function describeHost(isOwn: boolean, emulator: Emulator | undefined): string {
  if (isOwn) return "this machine's own";
  return emulator === undefined
    ? 'no emulator is registered on this machine'
    : `${emulator.name} is registered on this machine`;
}
