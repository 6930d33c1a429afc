import { createMemoryStore, type Registries } from '@nx-docker-multiarch/oci/store';
import { createRegistriesPool } from './shared-registries.js';

const NO_SETTINGS = { insecureRegistries: [], mirrors: {}, caFiles: {} };

function fakeRegistries(closed: string[], name: string): Registries {
  return {
    open: () => createMemoryStore(name),
    examine: () => Promise.reject(new Error(name)),
    close: async () => void closed.push(name),
  };
}

describe('createRegistriesPool', () => {
  it('opens once for the same settings, in whatever order, and closes all', async () => {
    const [asked, closed]: [unknown[], string[]] = [[], []];
    const pool = createRegistriesPool(async (settings) => {
      asked.push(settings.insecureRegistries);
      return fakeRegistries(closed, String(asked.length));
    });
    const settings = { ...NO_SETTINGS, mirrors: { a: ['x'], b: ['y'] }, insecureRegistries: ['c', 'd'] };
    const opened = await Promise.all([
      pool.open(NO_SETTINGS),
      pool.open(settings),
      pool.open({ ...settings, mirrors: { b: ['y'], a: ['x'] }, insecureRegistries: ['d', 'c'] }),
      pool.open({ ...settings, mirrors: { a: ['x'] } }),
    ]);
    expect(opened.map((one) => opened.indexOf(one))).toEqual([0, 1, 1, 3]);
    expect(asked).toHaveLength(3);
    await pool.close();
    expect(closed.sort()).toEqual(['1', '2', '3']);
  });

  it('fails for all whose settings are wrong, and closes the others', async () => {
    const closed: string[] = [];
    const pool = createRegistriesPool(async ({ caFiles }) => {
      if ('bad' in caFiles) throw new Error('no such file');
      return fakeRegistries(closed, 'good');
    });
    const bad = { ...NO_SETTINGS, caFiles: { bad: '/none' } };
    await expect(pool.open(bad)).rejects.toThrow('no such file');
    await expect(pool.open(bad)).rejects.toThrow('no such file');
    await pool.open(NO_SETTINGS);
    await pool.close();
    expect(closed).toEqual(['good']);
  });
});
