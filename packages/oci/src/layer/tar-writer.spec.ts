import * as fc from 'fast-check';
import { digestOf } from '../model/index.js';
import { piecesOf, readAll } from '../testing/index.js';
import type { TarInput } from './tar-input.js';
import { readTarEntries, readTarFiles } from './tar-reader.js';
import { writeTar } from './tar-writer.js';

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

  it('is the inverse of readTarFiles, whatever names and contents there are', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
      .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const meta = {
      path,
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.oneof(fc.nat(0o7777777), fc.nat(0xffffffff)),
      gid: fc.oneof(fc.nat(0o7777777), fc.nat(0xffffffff)),
      mtimeSeconds: fc.oneof(fc.integer(), fc.integer({ min: 2 ** 33 - 9, max: 2 ** 33 + 9 })),
    };
    const content = fc.uint8Array({ maxLength: 1500 });
    const entry: fc.Arbitrary<TarInput> = fc.oneof(
      fc.record({ ...meta, type: fc.constant('file' as const), content }),
      fc.record({ ...meta, type: fc.constant('directory' as const) }),
      fc.record({
        ...meta,
        type: fc.constantFrom('symlink' as const, 'hardlink' as const),
        linkTarget: path,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (entries) => {
        expect(await filesOf(await tarOf(entries))).toEqual(entries.map(asRead));
      }),
      { numRuns: 50 },
    );
  });

  it.each<[string, (content: Uint8Array) => TarInput]>([
    ['streamed', (content) => streamedFile(content.length, content.length)],
    ['loaded', (content) => loadedFile(content.length, content.length)],
  ])('writes a file that is %s as it writes one whose content is given', async (_how, toInput) => {
    const content = Buffer.alloc(100_000);
    const tar = await tarOf([toInput(content)]);
    expect(tar.equals(await tarOf([{ path: 'file', type: 'file', content }]))).toBe(true);
  });

  it.each<[string, TarInput]>([
    ['streams fewer bytes', streamedFile(1000, 999)],
    ['streams more bytes', streamedFile(1000, 1001)],
    ['loads fewer bytes', loadedFile(1000, 999)],
    ['loads more bytes', loadedFile(1000, 1001)],
  ])('rejects CONTENT_MISMATCH if a file %s than it said', async (_what, file) => {
    await expect(tarOf([file])).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
  });

  it('gives what it is not told: root, the beginning of time, and the usual modes', async () => {
    const link = { linkTarget: 'file' };
    const entries = await filesOf(
      await tarOf([
        { path: 'file', type: 'file', content: Buffer.alloc(0) },
        { path: 'folder', type: 'directory' },
        { path: 'link', type: 'symlink', ...link },
      ]),
    );
    expect(entries.map(({ mode }) => mode)).toEqual([0o644, 0o755, 0o777]);
    for (const entry of entries) expect(entry).toMatchObject({ uid: 0, gid: 0, mtimeSeconds: 0 });
  });

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

  it.each(['', '/', '..', 'a/../../b', 'a\0b'])('refuses the path %j', async (path) => {
    const writing = tarOf([{ path, type: 'file', content: Buffer.alloc(0) }]);
    await expect(writing).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });

  it.each([{ uid: -1 }, { gid: 0.5 }, { mode: 0o10000 }, { mode: -1 }, { mtimeSeconds: NaN }])(
    'refuses %j',
    async (numbers) => {
      const writing = tarOf([{ path: 'folder', type: 'directory', ...numbers }]);
      await expect(writing).rejects.toMatchObject({ code: 'LAYER_INVALID' });
    },
  );

  it('refuses a link to a text with a zero in it', async () => {
    const writing = tarOf([{ path: 'link', type: 'symlink', linkTarget: 'a\0b' }]);
    await expect(writing).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });
});

function streamedFile(sizeBytes: number, actualBytes: number): TarInput {
  return { path: 'file', type: 'file', sizeBytes, read: () => piecesOf(Buffer.alloc(actualBytes), 999) };
}

function loadedFile(sizeBytes: number, actualBytes: number): TarInput {
  return { path: 'file', type: 'file', sizeBytes, load: () => Promise.resolve(Buffer.alloc(actualBytes)) };
}

async function tarOf(entries: readonly TarInput[]): Promise<Buffer> {
  return readAll(writeTar(entries));
}

async function filesOf(tar: Uint8Array) {
  const files = [];
  for await (const { read, ...meta } of readTarFiles(piecesOf(tar), { maxEntries: 100, maxBytes: 1_000_000 }))
    files.push({ ...meta, content: await readAll(read()) });
  return files;
}

function asRead(entry: TarInput) {
  const { type } = entry;
  const content = Buffer.from('content' in entry ? entry.content : []);
  return { ...entry, type, sizeBytes: content.length, content };
}
