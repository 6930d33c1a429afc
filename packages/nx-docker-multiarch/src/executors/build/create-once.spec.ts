import { createOnce } from './create-once.js';

describe('createOnce', () => {
  it('makes one thing a key, even if that is nothing or a failure', async () => {
    const once = createOnce<unknown>();
    const made: string[] = [];
    const make = (key: string, value: unknown): unknown =>
      once(key, () => {
        made.push(key);
        return value;
      });
    expect([make('a', 1), make('a', 2), make('none', undefined), make('none', 3)]).toEqual([
      1,
      1,
      undefined,
      undefined,
    ]);
    const failure = make('bad', Promise.reject(new Error('no')));
    expect(make('bad', 4)).toBe(failure);
    await expect(failure).rejects.toThrow('no');
    expect(made).toEqual(['a', 'none', 'bad']);
  });
});
