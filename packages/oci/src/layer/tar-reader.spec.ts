import { inflateSync } from 'node:zlib';
import { piecesOf, readAll } from '../testing/index.js';
import { TAR_BLOCK_BYTES, tarChecksum } from './tar-header.js';
import type { TarInput } from './tar-input.js';
import { HEAD_BYTES, readTarEntries, type TarEntry } from './tar-reader.js';
import { writeTar } from './tar-writer.js';

/** Written by GNU tar 1.34, times and owners aside, from the same folder. */
const GNU =
  'eNrtmj1OwzAAhV1GTuELJPG/VxZYyCUKBLAISdUGqUxcjI2LYZhQ0pYGYaet37c46lIpz++LnTgvSHCYx2r9PXr644Zrw5QgVJMIvKy6+ZJSkih5ceOa4uDyNxz5R8x/NX+uguavdudve/lbZQyhDPkH5+2yvDqbzQhIuf9d29ZT9r93zbkwklAeQ07J+z8vLsq2eShd8xTw+W+U2pq/YKrvf/vl/2v4PzhF7bPP7tyyuu3a5WvW+LJF+e3e1VXmmsx1kPCk/a/DFf/n+t/a/f0vhV8BEipiTMTk/b/pPk28/+PcCo7933T5/++cGJ+/Nn5A/geV/9/nxOj8BVfaIv/Dz3+/OTE+fy2lQf6p7P+4Grz/s1YTWiL/I+x/+PUkOK78R/tfegFg/Z+O/60c+l/B/6fjfzwT4H/4H/7f9v1HD/3P4P/T9j8+AKXk/139Z0wO/G8Uzv/E4NGdowRJ93/hFlXY//i9/4Pzn5YbQg36HyH/j/e8W3fT5s8H5z81g/9jsIYCAQAAAAAAAAAAAAAAAAAAAAAAgKPnE2d7oeQ=';
const PAX =
  'eNrtms1SgzAUhVOXPkVegJ/8kKxc6rhw4SugRZsRoUNxBle+mDtfTGjHmRpqW5wS2nK+TTp0wdCTc3IvvX5Aeies0VG0XGvsdcNnLSQnNCIOeFuUcVHf8hAPuf5wJ4IfPJgsODL9WcgY9Heo/yJ+TXrVX27XX9v6a6UIDaF/73xc391cTCYEjJOV/8s8T4f0v53/PFKCUOYinEaf//dxdZvE06RYBKnJXno6/5WUf+rPObP0byC0OqX8P1GYjGgj+zwuZ1dBmmfP3tQUyWOZF+9eVjvPybUnkyaeyTxTXiKSHfu/J9Pb9b/W++e/EEJLQrmLvTf6/N/0Ow3d/4nmSED/N5j+h90T3fXXrF6g/1Hp//890Vl/znWkof/x67/fnuiuv1JCQf/T1H+9n1x9vav/Y8qu/+r4F+j/nPR/jNNl7+c7afTQ3p29/9vXOud/Xf5r1P9npf/W93+htPOfCY38d5L/wmn+40xA/iP/kf+/85+pVv438z/Ifwf5LwfPf/z5M3L/N82+nf9KYv7HBTMD043b/3MzT/q9x27/t+Y/m5KAKvjfgf5r72u/Pv2yKt3r357/UVKh/nNS/+mf8m8lPk6DseV/T6bvlP+sNf8dhaj/XFDBAgAAAAAAAAAAAAAAAAAAAACcDd8nnVd/';
/** A sparse file whose map goes on in a block of its own, and a symbolic link. */
const SPARSE =
  'eNrt2UtuglAUBmC6EzagAl5h2nmddQWktQ2p1QZw0N2XqLE+aDrykfh9Di75SUDO5QxOaL7KuplFZ5V08hDWa+dwTdP9bHOcJSFkUfwcXcCqacs6jqOrWT9zvl+Z34qkIe3Nsyzrzcfd7zh/WF9nW9reu4/z0Hu1EPrzSTbpzfPNY5zmedGX7/7U/t4DAADALSqVAAAAwPwEAABgfgIAADA/AQAAmJ8AAAAAAAAAbprvpwAAAOYnAAAA8xMAAID5CQDgP8PRcPQ4XS7ep9Xi40z3SDp5COu1c7wmWbI7t82LIs+j+OkSBVg1bVnH8b3u/2je7f3gtapnL+2y/h4sys/ZRbK3aj4bVItB1WrCK5qfr+0P+r8oij/7/+R4nBbjIoqzS7yId97/ANynH3bwtGE=';
/** The same kind of file, 1 MiB with a hole, as GNU tar's pax format has it; and behind it one of 4 bytes. */
const PAX_SPARSE = {
  '0.0':
    'eNrt2L1ugzAUBWDPPAVPQO41/oGBOZ2qLn0A2joqKoQIE4n26askaoWsiCwBtcn5Fg/GsrB1PJxk9VQOD658c51f+V3ZeSeujYjIKHUciSgcSVoWzKy0Ik6lFMSsyYh4EAvY+77sBJG4T9LG68fn5HTzia++XMGkMm1NJM14artvXur29cMXMpLZeKbdbLzrC5XnlsO5w6rP3vlCUW4imZ9Z97udPruQIinjpq8aV7BMlTY2yynRkYBrmCnyE/m3p5F/8s/HtyDIv9GpiGnJ/Ne76e+asqov/eT4cYOb8O7qusUxAAAAAAAAwD+XjPvfrRv6Gfa41P+SNGH/w0aj/10CytX7NlPkJ/If9r8HKsx/mlr0v7dy/wAAAAAA8Dd8A2ipjrI=',
  '1.0':
    'eNrt2LtqwzAYBWDNeoo8gfL/si7x4DXpFAolDyCooC6+BNkF06cvSQg4HpIlSZvmfIuMbCxscTQcNX8Nw0sM7zF1824bUhfFtREROWP2IxFNR2KfCWY21hBnWgtituTFbBB38NX1IQki8Zy0nq3WG3XYeVWHzzYVLCezZdOmgqR249km1LE4XMuMx3dSDFVXfseCySysd7vX1X1Zx4J1Zqzzi5yUlQJ+n5qv1pu3/b4tyyoq7Y2jKx8Ep/n3h5GP+WfenQWn+bdMLGZ0z/xX2/PP1aGsLn3k+HB7lPxLk+eetTSUO3kMLCGcAEKIj1hVLX4DAAAAAAAAPDg17v+bOPQ3WONS/0/aTft/dhb9/z2gmn9uN4r8mfxP+/8dM81/lnn0//9l/wEAAADg7/gBvZqGww==',
};

const LIMITS = { maxEntries: 1000, maxBytes: 10_000_000 };
const LONG = 'long-directory-name/'.repeat(6);

describe('readTarEntries', () => {
  it.each([
    ['gnu', GNU],
    ['pax', PAX],
  ])('reads the %s format of GNU tar', async (_format, fixture) => {
    const entries = await readEntries(inflateSync(Buffer.from(fixture, 'base64')));
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    expect(entries[0]).toMatchObject({ path: '', type: 'directory' });
    expect(byPath.get('bin')).toMatchObject({ type: 'directory', mode: 0o755 });
    expect(byPath.get('bin/same')).toMatchObject({ type: 'file', mode: 0o4755, sizeBytes: 7 });
    expect(Buffer.from(byPath.get('bin/same')!.head).toString('latin1')).toBe('\x7fELF\x02\x01\x01');
    expect(byPath.get('bin/tool')).toMatchObject({ type: 'hardlink', linkTarget: 'bin/same', sizeBytes: 0 });
    expect(byPath.get('link')).toMatchObject({ type: 'symlink', linkTarget: `/${LONG}file-in-it` });
    expect(byPath.get('pipe')).toMatchObject({ type: 'other' });
    expect(byPath.get('ü.txt')).toMatchObject({ type: 'file', sizeBytes: 1 });
    expect(byPath.get(`${LONG}file-in-it`)).toMatchObject({ type: 'file', sizeBytes: 3 });
    expect(entries).toHaveLength(14);
  });

  it('finds what follows a sparse file of GNU tar', async () => {
    const entries = await readEntries(inflateSync(Buffer.from(SPARSE, 'base64')));
    expect(entries.map(({ path, type }) => [path, type])).toEqual([
      ['sparse', 'other'],
      ['link', 'symlink'],
    ]);
  });

  it.each(Object.entries(PAX_SPARSE))(
    'gives a sparse file of pax %s its own name, and does not show what is stored as its content',
    async (_version, fixture) => {
      expect(await readEntries(inflateSync(Buffer.from(fixture, 'base64')))).toMatchObject([
        { path: 'sparse', type: 'other', head: new Uint8Array(0) },
        { path: 'next', type: 'file', sizeBytes: 4, head: Buffer.from('next') },
      ]);
    },
  );

  it.each([1, 7, 512, 1000, 100_000])('reads pieces of %d bytes all the same', async (pieceBytes) => {
    const tar = await tarOf(files(20));
    const entries = await readEntries(tar, pieceBytes);
    expect(entries.map(({ path }) => path)).toEqual(files(20).map(({ path }) => path));
    expect(entries.map(({ head }) => head)).toEqual(
      files(20).map(({ content }) => content.subarray(0, HEAD_BYTES)),
    );
  });

  it.each([
    ['./a//b/./c', 'a/b/c'],
    ['/etc/passwd', 'etc/passwd'],
    ['a..b/..c', 'a..b/..c'],
  ])('gives the path %j as %j', async (raw, path) => {
    expect(await readEntries(archive([header({ name: raw })]))).toMatchObject([{ path }]);
  });

  it('takes a file whose name ends in a slash for a folder, as old tars write them', async () => {
    expect(await readEntries(archive([header({ name: 'old/' })]))).toMatchObject([
      { path: 'old', type: 'directory' },
    ]);
  });

  it('reads a size in base 256', async () => {
    const size = Buffer.concat([Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0x02, 0x01])]);
    const tar = archive([header({ size }), Buffer.alloc(1024), header({ name: 'next' })]);
    expect(await readEntries(tar)).toMatchObject([{ sizeBytes: 513 }, { path: 'next' }]);
  });

  it('reads owner and time, of the header and of pax records', async () => {
    const numbers = { uid: octal(7, 7), gid: octal(8, 7), mtime: octal(1234567890) };
    const records = pax('x', '15 uid=3000000\n15 gid=4000000\n15 mtime=-1.25\n');
    expect(await readEntries(archive([header(numbers), ...records, header(numbers)]))).toMatchObject([
      { uid: 7, gid: 8, mtimeSeconds: 1234567890 },
      { uid: 3000000, gid: 4000000, mtimeSeconds: -2 },
    ]);
  });

  it('reads a time before 1970 in base 256', async () => {
    const mtime = Buffer.alloc(12, 0xff).fill(0xfe, 11);
    expect(await readEntries(archive([header({ mtime })]))).toMatchObject([{ mtimeSeconds: -2 }]);
  });

  it.each(['3', '4', '6'])('lists a device or pipe (%s) as other', async (flag) => {
    const entries = await readEntries(archive([header({ flag, size: octal(5) }), header({ name: 'next' })]));
    expect(entries).toMatchObject([{ type: 'other', sizeBytes: 0 }, { path: 'next' }]);
  });

  it('joins the prefix of ustar, and leaves that of GNU alone, which means something else', async () => {
    const ustar = header({ name: 'name', magic: 'ustar\u000000', prefix: 'some/prefix' });
    const gnu = header({ name: 'name', magic: 'ustar  \0', prefix: '1234567' });
    expect((await readEntries(archive([ustar, gnu]))).map(({ path }) => path)).toEqual([
      'some/prefix/name',
      'name',
    ]);
  });

  it('reads no content where a link or a folder claims some, as Go does', async () => {
    const tar = archive([header({ flag: '1', size: octal(512) }), header({ name: 'next' })]);
    expect((await readEntries(tar)).map(({ path }) => path)).toEqual(['file', 'next']);
  });

  it('drops a global pax header, and what it says of paths, as Docker does', async () => {
    const tar = archive([
      ...pax('g', '20 path=overridden\n'),
      header({}),
      ...pax('x', '12 path=own\n'),
      header({}),
    ]);
    expect((await readEntries(tar)).map(({ path }) => path)).toEqual(['file', 'own']);
  });

  it('takes the size of a pax record over that of the header', async () => {
    const tar = archive([
      ...pax('x', '12 size=700\n'),
      header({}),
      Buffer.alloc(1024),
      header({ name: 'next' }),
    ]);
    expect(await readEntries(tar)).toMatchObject([{ sizeBytes: 700 }, { path: 'next' }]);
  });

  it('ends at the end of the stream if the empty blocks are missing, and is empty for nothing', async () => {
    expect(await readEntries(header({}))).toHaveLength(1);
    expect(await readEntries(Buffer.alloc(0))).toEqual([]);
  });
});

describe('readTarEntries of what is no tar', () => {
  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['a path that leaves the layer', () => archive([header({ name: 'a/../../etc/passwd' })])],
    ['a hard link that leaves the layer', () => archive([header({ flag: '1', link: '../x' })])],
    ['a wrong checksum', () => archive([header({}).fill('x', 0, 1)])],
    ['text', () => Buffer.alloc(2048, 'text')],
    ['a header that is cut off', () => header({}).subarray(0, 300)],
    ['content that is cut off', () => header({ size: octal(1000) })],
    ['padding that is cut off', () => Buffer.concat([header({ size: octal(1) }), Buffer.from('x')])],
    ['a lone empty block', () => Buffer.concat([Buffer.alloc(512), header({})])],
    ['a size that is no number', () => archive([header({ size: Buffer.from('9999') })])],
    ['a negative size', () => archive([header({ size: Buffer.alloc(12, 0xff) })])],
    [
      'a size beyond all numbers',
      () => archive([header({ size: Buffer.concat([Buffer.from([0xbf]), Buffer.alloc(11, 0xff)]) })]),
    ],
    ['a pax record without length', () => archive([...pax('x', 'path=own\n'), header({})])],
    ['a pax record longer than its header', () => archive([...pax('x', '99 path=own\n'), header({})])],
    ['a pax record without keyword', () => archive([...pax('x', '5 =x\n'), header({})])],
    ['a pax path with a zero in it', () => archive([...pax('x', '13 path=a\0b\n'), header({})])],
    ['a pax time that is no number', () => archive([...pax('x', '11 mtime=x\n'), header({})])],
    ['a pax owner that is no integer', () => archive([...pax('x', '11 uid=1.5\n'), header({})])],
    ['a pax size that is no number', () => archive([...pax('x', '11 size=-1\n'), header({})])],
    ['a long name of two megabytes', () => archive([header({ flag: 'L', size: octal(2 ** 21) })])],
    ['a pax header of two megabytes', () => archive([header({ flag: 'x', size: octal(2 ** 21) })])],
  ])('rejects %s', async (_what, create) => {
    await expect(readEntries(await create())).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });

  it('never reads beyond its bounds', async () => {
    const tar = await tarOf(files(20));
    await expect(readEntries(tar, 1000, { ...LIMITS, maxEntries: 20 })).resolves.toHaveLength(20);
    const tooLarge = { code: 'CONTENT_TOO_LARGE' };
    await expect(readEntries(tar, 1000, { ...LIMITS, maxEntries: 19 })).rejects.toMatchObject(tooLarge);
    await expect(readEntries(tar, 1000, { ...LIMITS, maxBytes: tar.length })).resolves.toHaveLength(20);
    await expect(readEntries(tar, 1000, { ...LIMITS, maxBytes: tar.length - 1 })).rejects.toMatchObject(
      tooLarge,
    );
  });

  it('counts headers that only say something of others', async () => {
    const tar = archive([...Array.from({ length: 6 }, () => pax('x', '12 path=own\n')).flat(), header({})]);
    await expect(readEntries(tar, 512, { ...LIMITS, maxEntries: 6 })).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
    });
  });
});

function files(count: number) {
  return Array.from({ length: count }, (_, number) => ({
    path: `folder/file-${number}`,
    type: 'file' as const,
    content: Buffer.alloc(number * 97, `content ${number}`),
  }));
}

async function tarOf(entries: readonly TarInput[]): Promise<Buffer> {
  return readAll(writeTar(entries));
}

async function readEntries(tar: Uint8Array, pieceBytes = 10_000, limits = LIMITS): Promise<TarEntry[]> {
  return readAllEntries(readTarEntries(piecesOf(tar, pieceBytes), limits));
}

async function readAllEntries(entries: AsyncIterable<TarEntry>): Promise<TarEntry[]> {
  const all: TarEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

interface Fields {
  name?: string;
  flag?: string;
  link?: string;
  size?: Buffer;
  magic?: string;
  prefix?: string;
  uid?: Buffer;
  gid?: Buffer;
  mtime?: Buffer;
}

/** A header field by field, so that it can be wrong. */
function header({
  name = 'file',
  flag = '0',
  link = '',
  size = octal(0),
  magic = '',
  prefix = '',
  uid = octal(0, 7),
  gid = octal(0, 7),
  mtime = octal(0),
}: Fields): Buffer {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  block.write(name, 0);
  block.write('0000644', 100);
  uid.copy(block, 108);
  gid.copy(block, 116);
  size.copy(block, 124);
  mtime.copy(block, 136);
  block.write(flag, 156);
  block.write(link, 157);
  block.write(magic, 257);
  block.write(prefix, 345);
  block.write(`${tarChecksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function octal(number: number, digits = 11): Buffer {
  return Buffer.from(number.toString(8).padStart(digits, '0'));
}

function pax(flag: 'x' | 'g', content: string): Buffer[] {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  block.write(content, 0);
  return [header({ flag, size: octal(Buffer.byteLength(content)) }), block];
}

function archive(blocks: readonly Buffer[]): Buffer {
  return Buffer.concat([...blocks, Buffer.alloc(2 * TAR_BLOCK_BYTES)]);
}
