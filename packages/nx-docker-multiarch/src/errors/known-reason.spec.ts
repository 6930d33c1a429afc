import { PluginError } from './plugin-error.js';
import { knownReason } from './known-reason.js';

const KNOWN = new PluginError('BUILD_FAILED', 'Building: no');

describe('knownReason', () => {
  it.each([
    ['a known failure', KNOWN, 'Building: no'],
    ['several, each once', new AggregateError([KNOWN, new AggregateError([KNOWN])]), 'Building: no'],
    ['a bug', new TypeError('x'), undefined],
    ['a bug among known failures', new AggregateError([KNOWN, new TypeError('x')]), undefined],
  ])('of %s', (_, error, reason) => {
    expect(knownReason(error)).toBe(reason);
  });
});
