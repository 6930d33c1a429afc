import { sampleElf } from '@nx-docker-multiarch/oci/testing';
import { readProgram } from './program.js';

const FAT = 'cafebabe';

/** The start of a Windows program: `MZ`, and where its real header stands. */
function samplePe(at: number, length = 512): Uint8Array {
  const bytes = Buffer.alloc(length);
  bytes.write('MZ');
  bytes.writeUInt32LE(at, 0x3c);
  if (at + 4 <= length) bytes.write('PE\0\0', at, 'latin1');
  return bytes;
}

describe('readProgram', () => {
  const BINARIES: [string, Uint8Array, string][] = [
    ['an ELF binary', sampleElf('arm64'), 'arm64'],
    ['an ELF binary that ends too soon', sampleElf('arm64').subarray(0, 10), 'a cut-off header'],
    ['a Mach-O binary', Buffer.from('cffaedfe0c000001', 'hex'), 'macOS'],
    ['a Mach-O binary of 32 bit', Buffer.from('cefaedfe07000000', 'hex'), 'macOS'],
    ['a Mach-O binary of the other byte order', Buffer.from('feedface00000012', 'hex'), 'macOS'],
    ['a fat Mach-O binary', Buffer.from(`${FAT}00000002`, 'hex'), 'macOS'],
    ['a PE binary of Go', samplePe(0x80), 'Windows'],
    ['a PE binary of another linker', samplePe(0x128), 'Windows'],
  ];

  it.each(BINARIES)('knows %s', (_title, bytes, builtFor) => {
    const padded = Buffer.concat([Buffer.from('abc'), bytes]).subarray(3);
    expect(readProgram(padded)).toEqual({ kind: 'binary', builtFor });
  });

  it.each([
    ['a script', '#!/bin/sh -e\necho', '/bin/sh -e'],
    ['a script with Windows line ends', '#!/bin/sh\r\necho\r\n', '/bin/sh\r'],
    ['a script of one line', '#!/bin/sh', '/bin/sh'],
  ])('knows %s', (_title, text, line) => {
    expect(readProgram(Buffer.from(text))).toEqual({ kind: 'script', line });
  });

  it.each([
    ['text', Buffer.from('hello, world')],
    ['nothing', Buffer.alloc(0)],
    ['a Java class', Buffer.from(`${FAT}00000034`, 'hex')],
    [
      'the two letters MZ alone',
      Buffer.from('MZ, but no program at all, only a text that starts so'.padEnd(512)),
    ],
    ['MZ that points out of the file', samplePe(0x7fffffff)],
    ['MZ that ends too soon', samplePe(0x80, 62 + 2)],
  ])('takes %s for none', (_title, bytes) => {
    expect(readProgram(bytes)).toBeUndefined();
  });
});
