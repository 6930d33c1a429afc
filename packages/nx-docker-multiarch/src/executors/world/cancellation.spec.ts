import { withCancellation } from './cancellation.js';

describe('withCancellation', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'fires on %s, and lets the work come to its end',
    async (name) => {
      const outcome = await withCancellation('Building api', async (signal) => {
        process.emit(name, name);
        return { aborted: signal.aborted, reason: signal.reason as unknown };
      });
      expect(outcome).toMatchObject({
        aborted: true,
        reason: { code: 'CANCELLED', message: `Building api: stopped by ${name}` },
      });
    },
  );

  it('fires when Nx has ended, and bears that nobody reads any more', async () => {
    const ways = [process, process.stdout, process.stderr] as readonly NodeJS.EventEmitter[];
    const before = ways.map((way) => way.listeners('error'));
    const outcome = await withCancellation('Building api', async (signal) => {
      process.emit('disconnect');
      return signal.reason as unknown;
    });
    expect(outcome).toMatchObject({ code: 'CANCELLED', message: 'Building api: stopped, as Nx has ended' });
    for (const [position, way] of ways.entries()) {
      const added = way.listeners('error').filter((each) => !before[position]?.includes(each));
      expect(added).toHaveLength(1);
      for (const each of added) way.off('error', each as () => void);
    }
  });

  it('listens no longer than the work lasts', async () => {
    const count = () => ['SIGTERM', 'disconnect'].map((name) => process.listenerCount(name));
    const before = count();
    await expect(withCancellation('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(count()).toEqual(before);
  });
});
