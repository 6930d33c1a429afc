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

  it('listens no longer than the work lasts', async () => {
    const before = process.listenerCount('SIGTERM');
    await expect(withCancellation('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
