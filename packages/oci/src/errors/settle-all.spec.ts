import { setTimeout as wait } from 'node:timers/promises';
import { settleAll, settleEach } from './settle-all.js';

describe('settleAll', () => {
  it('gives the results in order, whichever comes first', async () => {
    await expect(settleAll([wait(10, 'slow'), Promise.resolve('quick')])).resolves.toEqual(['slow', 'quick']);
    await expect(settleAll([])).resolves.toEqual([]);
  });

  it('passes one failure on as it is, once all have come to their end', async () => {
    const failure = new Error('one');
    let isDone = false;
    const slow = wait(20).then(() => {
      isDone = true;
    });
    await expect(settleAll([Promise.reject(failure), slow])).rejects.toBe(failure);
    expect(isDone).toBe(true);
  });

  it('passes all failures on if there are more', async () => {
    const [one, two] = [new Error('one'), new Error('two')];
    await expect(
      settleAll([Promise.reject(one), Promise.resolve(), Promise.reject(two)]),
    ).rejects.toMatchObject({
      message: '2 failures',
      errors: [one, two],
    });
  });

  it('passes what is one and the same failure of several on as one, as the reason of a signal', async () => {
    const reason = new Error('cancelled');
    await expect(settleAll([Promise.reject(reason), Promise.reject(reason)])).rejects.toBe(reason);
  });
});

describe('settleEach', () => {
  it.each([1, 2, 5, 100])(
    'gives all results in order with %d at once, and never has more under way',
    async (limit) => {
      const items = Array.from({ length: 20 }, (_, number) => number);
      let [now, most] = [0, 0];
      const results = await settleEach(items, limit, async (item) => {
        most = Math.max(most, ++now);
        await wait(item % 3);
        now--;
        return item * 2;
      });
      expect(results).toEqual(items.map((item) => item * 2));
      expect(most).toBe(Math.min(limit, items.length));
    },
  );

  it('starts nothing after a failure, and awaits what is under way', async () => {
    const failure = new Error('third');
    const [started, ended]: number[][] = [[], []];
    const working = settleEach([1, 2, 3, 4, 5, 6], 2, async (item) => {
      started!.push(item);
      if (item === 2) throw failure;
      await wait(10);
      ended!.push(item);
    });
    await expect(working).rejects.toBe(failure);
    expect([started, ended]).toEqual([[1, 2], [1]]);
  });

  it('has nothing to do for nothing', async () => {
    await expect(settleEach([], 4, async () => Promise.reject(new Error('called')))).resolves.toEqual([]);
  });
});
