import { compareText } from './compare-text.js';
it('holds', () => expect(compareText('a', 'b')).toBe(-1));
it('breaks', () => expect(compareText('a', 'b')).toBe(1));
