import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { parseInspect, type Builder } from '../../engines/buildx/inspect.js';
import { checkPlatform } from './check-platform.js';
import { readEmulators, type Emulator } from './emulators.js';

describe('readEmulators', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'emulators-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('knows those of QEMU that are enabled, by the names that images use', async () => {
    const files = {
      'qemu-aarch64': 'enabled\ninterpreter /usr/libexec/F\nflags: POF\n',
      'qemu-x86_64': 'enabled\ninterpreter /usr/bin/F\nflags: OC\n',
      'qemu-s390x': 'disabled\nflags: F\n',
      python3: 'enabled\nflags: F\n',
      status: 'enabled',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    expect([...(await readEmulators(directory))]).toEqual(
      expect.arrayContaining([
        ['arm64', { name: 'qemu-aarch64', isFixed: true }],
        ['amd64', { name: 'qemu-x86_64', isFixed: false }],
      ]),
    );
    expect((await readEmulators(directory)).size).toBe(2);
  });

  it('knows none where Linux tells of none', async () => {
    expect((await readEmulators(join(directory, 'none'))).size).toBe(0);
  });
});

describe('checkPlatform', () => {
  const AMD64 = parsePlatform('linux/amd64');
  const ARM64 = parsePlatform('linux/arm64');
  const FIXED: Emulator = { name: 'qemu-aarch64', isFixed: true };

  /** Its nodes as buildx lists their platforms: a star behind those that the user has given to it. */
  function builder(...nodes: readonly string[]): Builder {
    const listed = nodes.map((platforms) => `Name: n\nStatus: running\nPlatforms: ${platforms}`);
    return parseInspect(`Name: b\nDriver: remote\n\nNodes:\n${listed.join('\n\n')}`);
  }
  const check = (platform: Platform, builders: readonly Builder[], emulator?: Emulator) =>
    checkPlatform(platform, builders, new Map(emulator && [['arm64', emulator]]), AMD64).map(
      ({ state, found }) => `${state}: ${found}`,
    );

  it.each<[string, Builder | undefined, Emulator | undefined, string]>([
    ['an emulator', builder('linux/amd64, linux/arm64'), FIXED, 'ok: emulated'],
    ['a node of its own', builder('linux/amd64', 'linux/arm64'), FIXED, 'ok: native'],
    [
      'a node that was given it behind one that emulates it',
      builder('linux/amd64*, linux/arm64', 'linux/arm64*, linux/amd64'),
      FIXED,
      'ok: native',
    ],
    ['none', builder('linux/amd64'), undefined, 'warn: builder b has no emulator for it'],
    [
      'one that containers do not find',
      builder('linux/amd64'),
      { ...FIXED, isFixed: false },
      'warn: builder b has no emulator for it: qemu-aarch64 is registered without the flag F',
    ],
    [
      'one that the builder does not know of',
      builder('linux/amd64'),
      FIXED,
      'warn: builder b has no emulator for it, though qemu-aarch64 is registered on this machine',
    ],
    ['no builder that says', builder(''), FIXED, 'note: qemu-aarch64 is registered on this machine'],
    ['no builder', undefined, undefined, 'note: no emulator is registered on this machine'],
  ])('with %s', (_title, known, emulator, expected) => {
    expect(check(ARM64, known ? [known] : [], emulator)).toEqual([expected]);
  });

  it('knows what a machine runs beside its own', () => {
    expect(check(parsePlatform('linux/386'), [builder('linux/amd64, linux/386')])).toEqual(['ok: native']);
    expect(check(parsePlatform('linux/386'), [])).toEqual(["note: this machine's own"]);
  });

  it('says it of each builder', () => {
    const other = { ...builder('linux/amd64'), name: 'other' };
    expect(check(ARM64, [builder('linux/arm64'), builder(''), other])).toEqual([
      'ok: native on builder b',
      'warn: builder other has no emulator for it',
    ]);
  });
});
