import { createTokenCache } from './token-cache.js';

describe('createTokenCache', () => {
  it('fetches a token once for all who ask at once, and once for each scope', async () => {
    const { cache, fetch, fetched } = start();
    const got = await Promise.all([
      cache.get(['a'], fetch),
      cache.get(['a'], fetch),
      cache.get(['a', 'b'], fetch),
    ]);
    expect(got).toEqual(['token-1', 'token-1', 'token-2']);
    expect(fetched()).toBe(2);
  });

  it.each([
    [60, 49_999, 'token-1'],
    [60, 50_000, 'token-2'],
    [4, 2_999, 'token-1'],
    [4, 3_000, 'token-2'],
  ])('keeps a token of %i s for less than that (%i ms: %s)', async (seconds, elapsedMs, expected) => {
    const { cache, fetch, clock } = start(seconds);
    await cache.get(['a'], fetch);
    clock.now += elapsedMs;
    await expect(cache.get(['a'], fetch)).resolves.toBe(expected);
  });

  it('fetches one new token for all when the old one has expired', async () => {
    const { cache, fetch, fetched, clock } = start();
    await cache.get(['a'], fetch);
    clock.now += 60_000;
    const got = await Promise.all([cache.get(['a'], fetch), cache.get(['a'], fetch)]);
    expect([...got, fetched()]).toEqual(['token-2', 'token-2', 2]);
  });

  it('fetches one new token for all who were refused with the same', async () => {
    const { cache, fetch, fetched } = start();
    const refused = await cache.get(['a'], fetch);
    const renew = async (): Promise<string> => {
      cache.drop(refused);
      return cache.get(['a'], fetch);
    };
    expect([...(await Promise.all([renew(), renew()])), await renew(), fetched()]).toEqual([
      'token-2',
      'token-2',
      'token-2',
      2,
    ]);
  });

  it('keeps a token that was refused once and is given out again', async () => {
    const { cache } = start();
    let fetched = 0;
    const constant = async () => (fetched++, { value: 'constant', lifetimeMs: 60_000 });
    cache.drop(await cache.get(['a'], constant));
    for (let round = 0; round < 3; round++) await cache.get(['a'], constant);
    expect(fetched).toBe(2);
  });

  it('forgets a failure', async () => {
    const { cache, fetch } = start();
    const failing = (): Promise<never> => Promise.reject(new Error('down'));
    const both = Promise.allSettled([cache.get(['a'], failing), cache.get(['a'], failing)]);
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(cache.get(['a'], fetch)).resolves.toBe('token-1');
  });
});

function start(seconds = 60) {
  const clock = { now: 5 };
  let count = 0;
  return {
    clock,
    cache: createTokenCache(() => clock.now),
    fetch: async () => ({ value: `token-${++count}`, lifetimeMs: seconds * 1000 }),
    fetched: () => count,
  };
}
