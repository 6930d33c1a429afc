/** e_ident and e_machine of the ELF header: all that is read of a binary. */
const HEADER_BYTES = 20;
const CLASS_64 = 2;
const BIG_ENDIAN = 2;

/** GOARCH by e_machine; where one machine has several, by class and byte order (ELF gABI, chapter 4). */
const ARCHITECTURES: Readonly<Record<number, (is64: boolean, isBigEndian: boolean) => string>> = {
  3: () => '386',
  8: (is64, big) => `mips${is64 ? '64' : ''}${big ? '' : 'le'}`,
  21: (_is64, big) => (big ? 'ppc64' : 'ppc64le'),
  22: () => 's390x',
  40: () => 'arm',
  62: () => 'amd64',
  183: () => 'arm64',
  243: (is64) => (is64 ? 'riscv64' : 'riscv32'),
  258: () => 'loong64',
};

export function isElf(head: Uint8Array): boolean {
  return head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
}

/**
 * The architecture that a binary's first bytes name, in GOARCH's words; `machine N` if it is none of those.
 * `undefined` if they are no ELF header. The variant is not in there: arm/v6 and arm/v7 look the same.
 */
export function elfArchitecture(head: Uint8Array): string | undefined {
  if (!isElf(head) || head.length < HEADER_BYTES) return undefined;
  const isBigEndian = head[5] === BIG_ENDIAN;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const machine = view.getUint16(18, !isBigEndian);
  return ARCHITECTURES[machine]?.(head[4] === CLASS_64, isBigEndian) ?? `machine ${machine}`;
}
