import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import type { Builder } from '../../engines/index.js';
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

  function builder(...nodes: readonly (readonly string[])[]): Builder {
    const common = { endpoint: 'e', status: 'running', problem: undefined, buildkitVersion: 'v0.25.1' };
    const all = nodes.map((platforms) => ({ name: 'n', ...common, platforms: platforms.map(parsePlatform) }));
    return { name: 'b', driver: 'remote', problem: undefined, nodes: all };
  }

  it.each<[string, Builder | undefined, Emulator | undefined, string]>([
    ['an emulator', builder(['linux/amd64', 'linux/arm64']), FIXED, 'ok: emulated, by qemu-aarch64'],
    ['an emulator elsewhere', builder(['linux/amd64', 'linux/arm64']), undefined, 'ok: emulated'],
    ['a node of its own', builder(['linux/amd64'], ['linux/arm64']), FIXED, 'ok: native'],
    ['none', builder(['linux/amd64']), undefined, 'warn: builder b has no emulator for it'],
    [
      'one that containers do not find',
      builder(['linux/amd64']),
      { ...FIXED, isFixed: false },
      'warn: builder b has no emulator for it: qemu-aarch64 is registered without the flag F',
    ],
    [
      'one that the builder does not know of',
      builder(['linux/amd64']),
      FIXED,
      'warn: builder b has no emulator for it, though qemu-aarch64 is registered on this machine',
    ],
    ['no builder that says', builder([]), FIXED, 'note: qemu-aarch64 is registered on this machine'],
    ['no builder', undefined, undefined, 'note: no emulator is registered on this machine'],
  ])('with %s', (_title, known, emulator, expected) => {
    const { state, found } = checkPlatform(ARM64, known, new Map(emulator && [['arm64', emulator]]), AMD64);
    expect(`${state}: ${found}`).toBe(expected);
  });
});
