import { existsSync } from 'node:fs';
import { samplePlan } from '../../plan/sample-plan.js';
import { withWorkshop, type Workshop } from './workshop.js';

describe('a workshop', () => {
  const inWorkshop = <T>(work: (workshop: Workshop) => Promise<T>): Promise<T> =>
    withWorkshop('Testing', {}, work);

  it('has one engine for all plans that ask the same of it, and one for each other', async () => {
    await inWorkshop(async (workshop) => {
      const open = (changes: Parameters<typeof samplePlan>[0]) => workshop.openEngine(samplePlan(changes));
      const engines = [
        open({ engine: 'embedded', projectName: 'one' }),
        open({ engine: 'embedded', projectName: 'two' }),
        open({ engine: 'embedded', insecureRegistries: ['one.example'] }),
        open({ engine: 'buildx' }),
        open({ engine: 'buildx', insecureRegistries: ['one.example'], builder: 'other' }),
      ];
      expect(engines.map((engine) => engines.indexOf(engine))).toEqual([0, 0, 2, 3, 3]);
      expect(engines.map(({ name }) => name)).toEqual([
        'embedded',
        'embedded',
        'embedded',
        'buildx',
        'buildx',
      ]);
    });
  });

  it('asks each question once', async () => {
    await inWorkshop(async ({ ask }) => {
      const now = () => ask({ command: process.execPath, args: ['-p', 'process.hrtime()'] });
      const [first, second] = await Promise.all([now(), now()]);
      expect(second).toBe(first);
      await expect(ask({ command: process.execPath, args: ['-p', '1'] })).resolves.toMatchObject({
        stdout: '1\n',
      });
    });
  });

  it('lets at least two builds be under way, and leaves no folder', async () => {
    const directory = await inWorkshop(async (workshop) => {
      let second: (() => void) | undefined;
      const began = new Promise<void>((resolve) => (second = resolve));
      await Promise.all([workshop.limitBuilds(() => began), workshop.limitBuilds(async () => second?.())]);
      expect(existsSync(workshop.directory)).toBe(true);
      return workshop.directory;
    });
    expect(existsSync(directory)).toBe(false);
  });
});
