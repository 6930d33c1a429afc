import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleElf, sampleImage, type SampleLayer } from '@nx-docker-multiarch/oci/testing';
import { provePlatform } from './prove.js';

const PLATFORM = parsePlatform('linux/arm64');
const BINARY = { content: sampleElf('arm64'), mode: 0o755 };
const FOREIGN = { content: sampleElf('amd64'), mode: 0o755 };

/** The warnings of an image whose command is in its lowest layer, so that all of it is read. */
async function warnings(...layers: readonly SampleLayer[]): Promise<readonly string[]> {
  const store = createMemoryStore();
  const options = { platform: PLATFORM, layers: [{ app: BINARY }, ...layers], cmd: ['/app'] };
  const { manifest } = await sampleImage(store, options);
  const { signal } = new AbortController();
  return (await provePlatform(PLATFORM, { manifest, attestations: [], store }, new Map(), signal)).warnings;
}

describe('foreignBinaries', () => {
  const WARNED: [string, SampleLayer[]][] = [
    ['a foreign binary', [{ 'usr/bin/tool': FOREIGN }]],
    ['one that replaced the right one', [{ 'usr/bin/tool': BINARY }, { 'usr/bin/tool': FOREIGN }]],
    [
      'one that came back after it was taken away',
      [{ 'usr/bin/tool': FOREIGN }, { 'usr/bin/.wh.tool': '' }, { 'usr/bin/tool': FOREIGN }],
    ],
    ['one that its own layer clears a place for', [{ 'usr/bin/.wh..wh..opq': '', 'usr/bin/tool': FOREIGN }]],
    ['one beside which another is taken away', [{ 'usr/bin/tool': FOREIGN }, { 'usr/bin/.wh.other': '' }]],
    ['one in a folder that a layer repeats', [{ 'usr/bin/tool': FOREIGN }, { 'usr/': '', 'usr/bin/': '' }]],
  ];

  it.each(WARNED)('warns of %s', async (_title, layers) => {
    expect(await warnings(...layers)).toEqual(['/usr/bin/tool is a binary for amd64']);
  });

  const SILENT: [string, SampleLayer[]][] = [
    ['one outside of PATH', [{ 'data/tool': FOREIGN, 'usr/bin/deep/tool': FOREIGN }]],
    ['one that the right one replaced', [{ 'usr/bin/tool': FOREIGN }, { 'usr/bin/tool': BINARY }]],
    ['one that a link replaced', [{ 'usr/bin/tool': FOREIGN }, { 'usr/bin/tool': { link: '/app' } }]],
    ['one that was taken away', [{ 'usr/bin/tool': FOREIGN }, { 'usr/bin/.wh.tool': '' }]],
    ['one whose folder was taken away', [{ 'usr/bin/tool': FOREIGN }, { '.wh.usr': '' }]],
    ['one whose folder was emptied', [{ 'usr/bin/tool': FOREIGN }, { 'usr/.wh..wh..opq': '' }]],
    ['one under a root that was emptied', [{ 'usr/bin/tool': FOREIGN }, { '.wh..wh..opq': '', app: BINARY }]],
    ['one whose folder a link replaced', [{ 'usr/bin/tool': FOREIGN }, { 'usr/bin': { link: '/opt' } }]],
  ];

  it.each(SILENT)('does not warn of %s', async (_title, layers) => {
    expect(await warnings(...layers)).toEqual([]);
  });
});
