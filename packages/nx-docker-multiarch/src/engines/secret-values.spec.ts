import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecretValues } from './secret-values.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secret-values-'));
  await writeFile(join(directory, 'small'), 'of a file\n');
  await writeFile(join(directory, 'large'), 'x'.repeat(20_000));
});
afterAll(() => rm(directory, { recursive: true }));

describe('readSecretValues', () => {
  it('reads variables and files', async () => {
    const secrets = [
      { id: 'a', variable: 'TOKEN' },
      { id: 'b', file: join(directory, 'small') },
    ];
    expect(await readSecretValues(secrets, { TOKEN: 'of a variable' })).toEqual([
      'of a variable',
      'of a file\n',
    ]);
  });

  it.each([
    ['a variable that is not set', { id: 'a', variable: 'ABSENT' }],
    ['an empty variable', { id: 'a', variable: 'EMPTY' }],
    ['a file that is not there', { id: 'a', file: '/nowhere/at/all' }],
    ['a device, which can be read only once', { id: 'a', file: '/dev/zero' }],
  ])('has nothing of %s', async (_title, secret) => {
    expect(await readSecretValues([secret], { EMPTY: '' })).toEqual([]);
  });

  it('has nothing of a large file', async () => {
    expect(await readSecretValues([{ id: 'a', file: join(directory, 'large') }], {})).toEqual([]);
  });
});
