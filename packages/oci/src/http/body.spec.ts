import { setTimeout as sleep } from 'node:timers/promises';
import { discard, MAX_MESSAGE_BYTES, readBounded, readMessage } from './body.js';

describe('readBounded', () => {
  it('gives the whole body', async () => {
    expect((await readBounded(pieces(['ab', '', 'c']), 3, 'Reading')).toString()).toBe('abc');
  });

  it('stops at the first byte too many, and frees the source', async () => {
    let isFreed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(10);
      } finally {
        isFreed = true;
      }
    }
    await expect(readBounded(endless(), 25, 'Reading x')).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: 'Reading x: the answer is larger than 25 bytes',
    });
    expect(isFreed).toBe(true);
  });
});

describe('a body that comes drop by drop', () => {
  it('is not read for ever, and freed', async () => {
    const { body, freed } = dripping();
    await expect(readBounded(body, 1000, 'Reading x', 30)).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: 'Reading x: the answer is not complete after 0.03 seconds',
    });
    await freed;
  });

  it('is a message as far as it came', async () => {
    const { body, freed } = dripping();
    expect((await readMessage(body, 30)).toString()).toMatch(/^x+$/);
    await freed;
  });
});

describe('discard', () => {
  it('reads a small body to its end, so that the connection can serve again', async () => {
    const body = pieces(['a', 'b']);
    await discard({ status: 200, headers: {}, body, peer: 'public' });
    expect(await body.next()).toMatchObject({ done: true });
  });

  it('does not read a large one', async () => {
    let sent = 0;
    async function* endless() {
      for (;;) yield Buffer.alloc((sent += 4096) && 4096);
    }
    await discard({ status: 200, headers: {}, body: endless(), peer: 'public' });
    expect(sent).toBe(MAX_MESSAGE_BYTES);
  });
});

async function* pieces(texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text);
}

function dripping() {
  let free = (): void => undefined;
  const freed = new Promise<void>((resolve) => (free = resolve));
  async function* drops() {
    try {
      for (;;) yield Buffer.from(await sleep(5, 'x'));
    } finally {
      free();
    }
  }
  return { body: drops(), freed };
}
