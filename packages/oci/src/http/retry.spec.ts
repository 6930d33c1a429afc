import { OciError, TransientError } from '../errors/index.js';
import { createPatience, persist, type RetryOptions } from './retry.js';

describe('persist', () => {
  it('gives what comes after failures that pass, having waited twice as long each time', async () => {
    const { run, waits } = start({ random: () => 0 });
    await expect(run(busy(), busy(), busy(), busy(), 'done')).resolves.toBe('done');
    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  it('takes a random part of up to a half off each wait', async () => {
    const { run, waits } = start({ random: () => 0.5 });
    await run(busy(), busy(), 'done');
    expect(waits).toEqual([375, 750]);
  });

  it('gives up after the fifth attempt, with a failure that nobody retries', async () => {
    const { run, waits } = start();
    const failure: unknown = await run(busy(), busy(), busy(), busy(), busy()).catch(
      (error: unknown) => error,
    );
    expect(failure).not.toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({
      code: 'REGISTRY_FAILED',
      message: 'Pulling: 503, after 5 attempts',
      hint: 'wait',
    });
    expect(waits).toHaveLength(4);
  });

  it('waits as long as the server asks for, if that is longer', async () => {
    const { run, waits } = start({ random: () => 0 });
    await run(busy(7000), busy(1), 'done');
    expect(waits).toEqual([7000, 1000]);
  });

  it.each([
    ['at once', [60_001]],
    ['in sum', [30_000, 31_000]],
  ])('fails without waiting if the server asks for more than a minute %s', async (_how, asked) => {
    const { run, waits } = start();
    await expect(run(...asked.map((ms) => busy(ms)), 'done')).rejects.toMatchObject({ hint: 'wait' });
    expect(waits).toEqual(asked.slice(0, -1));
  });

  it.each([new OciError('REGISTRY_DENIED', 'Pulling: 403'), new Error('a bug')])(
    'passes on what does not pass: %s',
    async (failure) => {
      const { run, waits } = start();
      await expect(run(failure, 'done')).rejects.toBe(failure);
      expect(waits).toEqual([]);
    },
  );

  it('is not begun again after its signal', async () => {
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    let attempts = 0;
    const patience = createPatience({ random: () => 0, sleep: () => Promise.resolve() });
    const running = persist(patience, controller.signal, () => {
      attempts++;
      controller.abort(reason);
      return Promise.reject(busy());
    });
    await expect(running).rejects.toBe(reason);
    expect(attempts).toBe(1);
  });

  it('does not wait any longer than to its signal', async () => {
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    setTimeout(() => controller.abort(reason), 10);
    const patience = createPatience({ random: () => 0 });
    const running = persist(patience, controller.signal, () => Promise.reject(busy(50_000)));
    await expect(running).rejects.toBe(reason);
  });
});

function busy(retryAfterMs?: number): TransientError {
  return new TransientError('REGISTRY_FAILED', 'Pulling: 503', { hint: 'wait' }, retryAfterMs);
}

/** Work with these outcomes in turn, and how long was waited between them. */
function start({ random = () => 0.5 }: Partial<RetryOptions> = {}) {
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  const run = (...outcomes: readonly (Error | string)[]): Promise<string> => {
    const rest = [...outcomes];
    return persist(createPatience({ random, sleep }), undefined, async () => {
      const next = rest.shift();
      if (next instanceof Error) throw next;
      return next ?? 'nothing';
    });
  };
  return { run, waits };
}
