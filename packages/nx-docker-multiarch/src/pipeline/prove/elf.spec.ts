import { sampleElf } from '@nx-docker-multiarch/oci/testing';
import { elfArchitecture, isElf } from './elf.js';

describe('elfArchitecture', () => {
  it.each(['386', 'amd64', 'arm', 'arm64', 'ppc64le', 'riscv64', 's390x'] as const)(
    'knows %s',
    (architecture) => {
      expect(elfArchitecture(sampleElf(architecture))).toBe(architecture);
    },
  );

  it('names a machine it does not know by its number', () => {
    const header = Buffer.from(sampleElf('amd64'));
    header.writeUInt16LE(4711, 18);
    expect(elfArchitecture(header)).toBe('machine 4711');
  });

  it.each([
    ['a script', Buffer.from('#!/bin/sh\n')],
    ['nothing', Buffer.alloc(0)],
    ['a header that ends before the machine', sampleElf('amd64').subarray(0, 19)],
  ])('says nothing of %s', (_title, bytes) => {
    expect(elfArchitecture(bytes)).toBeUndefined();
  });

  it('reads a header wherever it lies in memory', () => {
    const padded = Buffer.concat([Buffer.from('abc'), sampleElf('arm64')]).subarray(3);
    expect(isElf(padded)).toBe(true);
    expect(elfArchitecture(padded)).toBe('arm64');
  });
});
