import * as fc from 'fast-check';
import { digestOf } from '../model/index.js';
import { piecesOf, readAll } from '../testing/index.js';
import { readTarEntries } from './tar-reader.js';
import { writeTar, type TarInput } from './tar-writer.js';

describe('writeTar', () => {
  it('gives the same bytes everywhere (golden: change it only together with the assembler version)', async () => {
    const tar = await tarOf([
      { path: 'etc', type: 'directory' },
      { path: 'etc/motd', type: 'file', content: Buffer.from('hello\n') },
      { path: 'bin/tool', type: 'file', mode: 0o4755, content: Buffer.alloc(600, 'x') },
      { path: 'bin/same', type: 'hardlink', linkTarget: 'bin/tool' },
      { path: 'bin/link', type: 'symlink', linkTarget: '/bin/tool' },
      { path: `${'long/'.repeat(30)}name`, type: 'file', content: Buffer.alloc(0) },
      { path: 'ümlaut', type: 'file', content: Buffer.alloc(0) },
      { path: 'etc/.wh.passwd', type: 'file', content: Buffer.alloc(0) },
    ]);
    expect(digestOf(tar)).toBe('sha256:eb42ec574c30cd00f3c169a43d0b7a851d8657d9054ce0667cc6e8707b4eca9d');
  });

  it('is the inverse of readTarEntries, whatever names and contents there are', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const mode = fc.integer({ min: 0, max: 0o7777 });
    const entry: fc.Arbitrary<TarInput> = fc.oneof(
      fc.record({
        path,
        mode,
        type: fc.constant('file' as const),
        content: fc.uint8Array({ maxLength: 1500 }),
      }),
      fc.record({ path, mode, type: fc.constant('directory' as const) }),
      fc.record({
        path,
        mode,
        type: fc.constantFrom('symlink' as const, 'hardlink' as const),
        linkTarget: path,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (entries) => {
        expect(await entriesOf(await tarOf(entries))).toEqual(entries.map(asRead));
      }),
      { numRuns: 50 },
    );
  });

  it('streams a file of known size', async () => {
    const content = Buffer.alloc(100_000, 'x');
    const [streamed, whole] = await Promise.all([
      tarOf([{ path: 'file', type: 'file', sizeBytes: content.length, read: () => piecesOf(content, 999) }]),
      tarOf([{ path: 'file', type: 'file', content }]),
    ]);
    expect(streamed.equals(whole)).toBe(true);
  });

  it.each([999, 1001])(
    'rejects CONTENT_MISMATCH if a file said 1000 bytes and streams %d',
    async (sizeBytes) => {
      const read = () => piecesOf(Buffer.alloc(sizeBytes));
      const writing = tarOf([{ path: 'file', type: 'file', sizeBytes: 1000, read }]);
      await expect(writing).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
    },
  );

  it('writes sizes that ustar has no room for', async () => {
    const sizeBytes = 2 ** 33;
    const tar = writeTar([{ path: 'file', type: 'file', sizeBytes, read: () => piecesOf(Buffer.alloc(0)) }]);
    const { value: headers } = await tar.next();
    await tar.return();
    const entries = readTarEntries(piecesOf(headers as Uint8Array), { maxEntries: 9, maxBytes: 9999 });
    // Its content is not there: that it is missed shows that the size was read.
    await expect(entries.next()).rejects.toMatchObject({ code: 'LAYER_INVALID' });
    expect(Buffer.from(headers as Uint8Array).toString('latin1')).toContain(`19 size=${sizeBytes}\n`);
  });

  it.each(['', '/', '..', 'a/../../b'])('refuses the path %j', async (path) => {
    const writing = tarOf([{ path, type: 'file', content: Buffer.alloc(0) }]);
    await expect(writing).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });
});

async function tarOf(entries: readonly TarInput[]): Promise<Buffer> {
  return readAll(writeTar(entries));
}

async function entriesOf(tar: Uint8Array) {
  const entries = [];
  for await (const entry of readTarEntries(piecesOf(tar), { maxEntries: 100, maxBytes: 1_000_000 }))
    entries.push(entry);
  return entries;
}

function asRead(entry: TarInput) {
  const content = 'content' in entry ? entry.content : new Uint8Array(0);
  const { path, type, mode } = entry;
  const link = 'linkTarget' in entry ? { linkTarget: entry.linkTarget } : {};
  return {
    path,
    type,
    mode,
    ...link,
    sizeBytes: content.length,
    head: Uint8Array.from(content.subarray(0, 256)),
  };
}
