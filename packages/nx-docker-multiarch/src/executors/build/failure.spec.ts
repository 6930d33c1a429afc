import { PluginError } from '../../errors/index.js';
import { describeFailure } from './failure.js';

const denied = (what: string) =>
  new PluginError('ENGINE_MISSING', `Pushing ${what}: denied`, { hint: 'Log in.\nTry again.' });

describe('describeFailure', () => {
  it('gives code and message, and the hint below', () => {
    expect(describeFailure(denied('a'))).toEqual([
      'ENGINE_MISSING: Pushing a: denied',
      '  Log in.',
      '  Try again.',
    ]);
  });

  it('lets the first of several alike speak for all, and keeps the others apart', () => {
    const failures = [
      denied('a'),
      new AggregateError([denied('b'), denied('b')]),
      new PluginError('BUILD_FAILED', 'no'),
    ];
    expect(describeFailure(new AggregateError(failures))).toEqual([
      'ENGINE_MISSING: Pushing a: denied',
      '  (and 1 more like it)',
      '  Log in.',
      '  Try again.',
      'BUILD_FAILED: no',
    ]);
  });

  it.each([new TypeError('bug'), new AggregateError([denied('a'), new TypeError('bug')])])(
    'throws a bug on',
    (error) => {
      expect(() => describeFailure(error)).toThrow('bug');
    },
  );
});
