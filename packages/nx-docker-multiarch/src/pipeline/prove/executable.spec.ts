import { createMemoryStore, readImageConfig } from '@nx-docker-multiarch/oci/store';
import { parseManifest, type Descriptor } from '@nx-docker-multiarch/oci/model';
import { sampleElf, sampleImage, type SampleImageOptions } from '@nx-docker-multiarch/oci/testing';
import { findExecutables } from './executable.js';
import { ImageFiles } from './image-files.js';
import { listLayer } from './layer-listing.js';

const BINARY = { content: sampleElf('arm64'), mode: 0o755 };
const FOREIGN = { content: sampleElf('amd64'), mode: 0o755 };
const script = (line: string) => ({ content: `${line}\necho hi\n`, mode: 0o755 });

async function find(
  options: Partial<SampleImageOptions>,
): Promise<{ found: readonly string[]; reasons: readonly string[] }> {
  const store = createMemoryStore();
  const { signal } = new AbortController();
  const { manifest, layers, diffIds } = await sampleImage(store, { platform: 'linux/arm64', ...options });
  const config = await readImageConfig(
    store,
    parseManifest(await store.readManifest(manifest.digest)),
    signal,
  );
  const files = new ImageFiles(diffIds, (diffId) =>
    listLayer(layers[diffIds.indexOf(diffId)] as Descriptor, diffId, store, signal),
  );
  const { executables, reasons } = await findExecutables(config, files);
  return {
    found: executables.map(({ path, builtFor }) => (builtFor === 'arm64' ? path : `${path} (${builtFor})`)),
    reasons,
  };
}

describe('findExecutables', () => {
  const FOUND: [string, Partial<SampleImageOptions>, string[]][] = [
    ['an entrypoint by its path', { layers: [{ app: BINARY }], entrypoint: ['/app'] }, ['/app']],
    ['a command where there is no entrypoint', { layers: [{ app: BINARY }], cmd: ['/app'] }, ['/app']],
    [
      'a path relative to the working folder',
      { layers: [{ 'srv/app': BINARY }], workingDir: '/srv', cmd: ['./app'] },
      ['/srv/app'],
    ],
    [
      'a name on the PATH',
      { layers: [{ 'opt/bin/app': BINARY }], env: ['PATH=/bin:/opt/bin'], cmd: ['app'] },
      ['/opt/bin/app'],
    ],
    ['a name on the default PATH', { layers: [{ 'usr/bin/app': BINARY }], cmd: ['app'] }, ['/usr/bin/app']],
    [
      'a file on the PATH that may be executed',
      { layers: [{ 'usr/local/bin/app': 'notes', 'bin/app': BINARY }], cmd: ['app'] },
      ['/bin/app'],
    ],
    [
      'through a link',
      { layers: [{ 'real/app': BINARY, app: { link: 'real/app' } }], cmd: ['/app'] },
      ['/real/app'],
    ],
    [
      'through a link to a folder',
      { layers: [{ 'usr/bin/app': BINARY, bin: { link: 'usr/bin' } }], cmd: ['/bin/app'] },
      ['/usr/bin/app'],
    ],
    [
      'through a link out of a deep folder',
      { layers: [{ app: BINARY, 'a/b/app': { link: '../../app' } }], cmd: ['/a/b/app'] },
      ['/app'],
    ],
    [
      'through a hard link',
      { layers: [{ 'one/app': BINARY, app: { hardLink: 'one/app' } }], cmd: ['/app'] },
      ['/app'],
    ],
    [
      'the interpreter of a script',
      { layers: [{ run: script('#!/bin/sh -e'), 'bin/sh': BINARY }], cmd: ['/run'] },
      ['/bin/sh'],
    ],
    [
      'what env finds for a script',
      {
        layers: [{ run: script('#!/usr/bin/env -S node --x'), 'usr/bin/env': BINARY, 'bin/node': BINARY }],
        cmd: ['/run'],
      },
      ['/usr/bin/env', '/bin/node'],
    ],
    [
      'the shell and the file it is told',
      { layers: [{ 'bin/sh': BINARY, app: BINARY }], cmd: ['/bin/sh', '-c', 'exec /app --flag'] },
      ['/bin/sh', '/app'],
    ],
    [
      'the shell alone where it is told nothing that is there',
      { layers: [{ 'bin/sh': BINARY }], cmd: ['/bin/sh', '-c', 'exec "$APP" || absent'] },
      ['/bin/sh'],
    ],
    [
      'a wrapper and what it becomes',
      { layers: [{ 'sbin/tini': BINARY, app: BINARY }], entrypoint: ['tini', '--'], cmd: ['/app'] },
      ['/sbin/tini', '/app'],
    ],
    [
      'an entrypoint script and the command it is given',
      {
        layers: [{ 'bin/sh': BINARY, 'entry.sh': script('#!/bin/sh -e'), 'bin/app': BINARY }],
        entrypoint: ['/entry.sh'],
        cmd: ['app', 'x'],
      },
      ['/bin/sh', '/bin/app'],
    ],
    [
      'a program alone that is given arguments',
      { layers: [{ app: BINARY, 'data/test': FOREIGN }], entrypoint: ['/app'], cmd: ['/data/test'] },
      ['/app'],
    ],
    [
      'an interpreter that is no shell, and not what its script is given',
      {
        layers: [
          {
            'usr/bin/env': BINARY,
            'bin/node': BINARY,
            npm: script('#!/usr/bin/env node'),
            'data/start': FOREIGN,
          },
        ],
        cmd: ['/npm', '/data/start'],
        env: ['PATH=/bin'],
      },
      ['/usr/bin/env', '/bin/node'],
    ],
    ['the upper of two layers', { layers: [{ app: FOREIGN }, { app: BINARY }], cmd: ['/app'] }, ['/app']],
    [
      'the lower layer where the upper has only others',
      { layers: [{ 'srv/app': BINARY }, { 'srv/other': 'x' }], cmd: ['/srv/app'] },
      ['/srv/app'],
    ],
    ['an uncompressed layer', { layers: [{ app: BINARY }], compression: 'none', cmd: ['/app'] }, ['/app']],
  ];

  it.each(FOUND)('finds %s', async (_title, options, found) => {
    expect(await find(options)).toEqual({ found, reasons: [] });
  });

  const NOT_FOUND: [string, Partial<SampleImageOptions>, RegExp][] = [
    ['no entrypoint and no command', { layers: [{ app: BINARY }] }, /no entrypoint and no command/],
    [
      'an entrypoint that is in no layer',
      { layers: [{ app: BINARY }], cmd: ['/other'] },
      /\/other is in none of its layers/,
    ],
    [
      'an entrypoint that a layer took away',
      { layers: [{ app: BINARY }, { '.wh.app': '' }], cmd: ['/app'] },
      /\/app is in none/,
    ],
    [
      'a folder that a layer took away',
      { layers: [{ 'srv/app': BINARY }, { '.wh.srv': '' }], cmd: ['/srv/app'] },
      /in none/,
    ],
    [
      'a folder whose content a layer hides',
      { layers: [{ 'srv/app': BINARY }, { 'srv/.wh..wh..opq': '' }], cmd: ['/srv/app'] },
      /in none/,
    ],
    ['a folder where the path says a file', { layers: [{ 'app/': '' }], cmd: ['/app'] }, /in none/],
    ['a hard link to itself', { layers: [{ app: { hardLink: 'app' } }], cmd: ['/app'] }, /\/app is in none/],
    ['a link to itself', { layers: [{ app: { link: 'app' } }], cmd: ['/app'] }, /in none/],
    [
      'scripts that interpret each other',
      { layers: [{ a: script('#!/b'), b: script('#!/a') }], cmd: ['/a'] },
      /too many programs that start each other/,
    ],
    [
      'neither a binary nor a script',
      { layers: [{ app: { content: 'text', mode: 0o755 } }], cmd: ['/app'] },
      /neither a binary nor a script/,
    ],
    [
      'a script with Windows line ends',
      { layers: [{ 'bin/sh': BINARY, run: script('#!/bin/sh\r') }], cmd: ['/run'] },
      /\/run has Windows line ends/,
    ],
    [
      'a wrapper and its program that are both in no layer',
      { layers: [{ app: BINARY }], cmd: ['tini', '/other'] },
      /^tini is in none of its layers; \/other is in none of its layers$/,
    ],
  ];

  it.each(NOT_FOUND)('says of %s why there is nothing', async (_title, options, reason) => {
    const { found, reasons } = await find(options);
    expect(found).toEqual([]);
    expect(reasons.join('; ')).toMatch(reason);
  });

  it('finds the program behind a wrapper that is in no layer', async () => {
    expect(await find({ layers: [{ app: FOREIGN }], entrypoint: ['tini', '--'], cmd: ['/app'] })).toEqual({
      found: ['/app (amd64)'],
      reasons: ['tini is in none of its layers'],
    });
  });

  it('says nothing of a name that need not be a program', async () => {
    const layers = [{ 'bin/sh': BINARY, run: script('#!/bin/sh'), notes: 'text' }];
    expect(await find({ layers, entrypoint: ['/run'], cmd: ['/notes'] })).toEqual({
      found: ['/bin/sh'],
      reasons: [],
    });
    const data = { ...FOREIGN, mode: 0o644 };
    expect(await find({ layers: [...layers, { data }], cmd: ['/run', '/data'] })).toEqual({
      found: ['/bin/sh'],
      reasons: [],
    });
    expect(await find({ layers, cmd: ['sh', '-c', 'absent'] })).toEqual({ found: ['/bin/sh'], reasons: [] });
  });
});
