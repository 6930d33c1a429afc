import { createTail } from './tail.js';

describe('createTail', () => {
  it('keeps all while there is room', () => {
    const tail = createTail(100);
    ['a', 'b'].forEach(tail.add);
    expect(tail.lines()).toEqual(['a', 'b']);
  });

  it('drops the oldest lines first', () => {
    const tail = createTail(12);
    ['one', 'two', 'three', 'four'].forEach(tail.add);
    expect(tail.lines()).toEqual(['three', 'four']);
  });

  it('keeps the newest line, however long it is', () => {
    const tail = createTail(3);
    ['a', 'longer than that'].forEach(tail.add);
    expect(tail.lines()).toEqual(['longer than that']);
  });
});
