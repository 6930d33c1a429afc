/** First bytes of Mach-O, 32 and 64 bit, in either byte order (mach-o/loader.h). */
const MACH_O = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);
const MACH_O_FAT = new Set([0xcafebabe, 0xcafebabf]);
/** A Java class starts like a fat Mach-O; its version, at least this, stands where the other has its few parts. */
const LOWEST_JAVA_VERSION = 45;
const PE_OFFSET_AT = 0x3c;

/** The system whose executable format a file's first bytes are, other than Linux's own; `undefined` if none. */
export function foreignSystem(head: Uint8Array): 'macOS' | 'Windows' | undefined {
  if (head.length < 8) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const magic = view.getUint32(0);
  if (MACH_O.has(magic)) return 'macOS';
  if (MACH_O_FAT.has(magic) && view.getUint32(4) < LOWEST_JAVA_VERSION) return 'macOS';
  return isPe(view) ? 'Windows' : undefined;
}

/** `MZ` alone is any two letters: only the header that it points to makes it one (PE format, §Signature). */
function isPe(view: DataView): boolean {
  if (view.getUint16(0) !== 0x4d5a || view.byteLength < PE_OFFSET_AT + 4) return false;
  const at = view.getUint32(PE_OFFSET_AT, true);
  return at + 4 <= view.byteLength && view.getUint32(at) === 0x50450000;
}
