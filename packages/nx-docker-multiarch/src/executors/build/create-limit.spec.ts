import { createLimit } from './create-limit.js';

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createLimit', () => {
  it.each([
    [1, 1],
    [3, 3],
    [20, 8],
  ])('has at most %i under way, and that many if it can', async (atOnce, most) => {
    const limit = createLimit(atOnce);
    const order: number[] = [];
    let [underWay, seen] = [0, 0];
    const work = async (number: number): Promise<number> => {
      order.push(number);
      seen = Math.max(seen, ++underWay);
      await pause();
      underWay--;
      return number;
    };
    const numbers = [...Array(8).keys()];
    expect(await Promise.all(numbers.map((number) => limit(() => work(number))))).toEqual(numbers);
    expect([order, seen]).toEqual([numbers, most]);
  });

  it('gives the place of one that failed to the next', async () => {
    const limit = createLimit(1);
    const failing = limit(() => Promise.reject(new Error('no')));
    const next = limit(async () => 'done');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('done');
    await expect(limit(async () => 'later')).resolves.toBe('later');
  });
});
