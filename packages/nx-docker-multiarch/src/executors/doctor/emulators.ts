import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An emulator that this machine's kernel starts for programs of another architecture. */
export interface Emulator {
  /** As it is registered: `qemu-aarch64`. */
  readonly name: string;
  /** Whether containers find it too: it was opened when it was registered (flag F of binfmt_misc). */
  readonly isFixed: boolean;
}

/** By the architecture that images name. */
export type Emulators = ReadonlyMap<string, Emulator>;

/** Where Linux tells of them. */
export const BINFMT_DIRECTORY = '/proc/sys/fs/binfmt_misc';

/** Architectures that QEMU calls something else. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['aarch64', 'arm64'],
  ['x86_64', 'amd64'],
  ['i386', '386'],
  ['loongarch64', 'loong64'],
  ['mips64el', 'mips64le'],
]);

/** The emulators of QEMU that are registered and enabled; none where there is no such directory. */
export async function readEmulators(directory: string): Promise<Emulators> {
  const files = await readdir(directory).catch(() => []);
  const found = files.map(async (name): Promise<readonly (readonly [string, Emulator])[]> => {
    const [, cpu] = /^qemu-(\w+)$/.exec(name) ?? [];
    if (cpu === undefined) return [];
    const entry = await readFile(join(directory, name), 'utf8').catch(() => '');
    if (!entry.startsWith('enabled')) return [];
    return [[ARCHITECTURES.get(cpu) ?? cpu, { name, isFixed: /^flags:.*F/m.test(entry) }]];
  });
  return new Map((await Promise.all(found)).flat());
}
