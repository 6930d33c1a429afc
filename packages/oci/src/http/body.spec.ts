import { discard, MAX_MESSAGE_BYTES, readBounded } from './body.js';

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
