import { explainOnce } from './explain-once.js';

describe('a text that explains once', () => {
  it('keeps the first of the comments that are alike, wherever they stand, and all else', () => {
    const text = '# One.\n# Two.\n\n# Three.\na\n  # One.\n  # Two.\n\n  b # Two.\n# One.\nc\n';
    expect(explainOnce(text)).toBe('# One.\n# Two.\n\n# Three.\na\n  b # Two.\n# One.\nc\n');
  });
});
