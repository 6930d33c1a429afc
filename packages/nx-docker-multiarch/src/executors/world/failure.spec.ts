import { PluginError } from '../../errors/index.js';
import { describeFailure, tellFailure } from './failure.js';

const denied = (what: string) =>
  new PluginError('ENGINE_MISSING', `Pushing ${what}: denied`, { hint: 'Log in.\nTry again.' });

describe('describeFailure', () => {
  it('gives code and message, and the hint below', () => {
    expect(describeFailure(denied('a'))).toEqual({
      lines: ['ENGINE_MISSING: Pushing a: denied', '  Log in.', '  Try again.'],
      bug: undefined,
    });
  });

  it('gives each message once, and the hint of those that share it once', () => {
    const failures = [
      denied('a'),
      new PluginError('BUILD_FAILED', 'no'),
      new AggregateError([denied('b'), denied('b')]),
    ];
    expect(describeFailure(new AggregateError(failures)).lines).toEqual([
      'ENGINE_MISSING: Pushing a: denied',
      'ENGINE_MISSING: Pushing b: denied',
      '  Log in.',
      '  Try again.',
      'BUILD_FAILED: no',
    ]);
  });

  it('counts what is more than anyone reads', () => {
    const many = Array.from({ length: 25 }, (_, number) => denied(String(number)));
    const { lines } = describeFailure(new AggregateError(many));
    expect(lines.filter((line) => line.startsWith('ENGINE_MISSING'))).toHaveLength(20);
    expect(lines.at(-1)).toBe('and 5 more');
  });

  it('tells what is known beside a bug', () => {
    const bug = new TypeError('bug');
    expect(describeFailure(bug)).toEqual({ lines: [], bug });
    const { lines, bug: found } = describeFailure(
      new AggregateError([bug, new AggregateError([denied('a')])]),
    );
    expect(lines[0]).toBe('ENGINE_MISSING: Pushing a: denied');
    expect(found).toBe(bug);
  });

  it('keeps several bugs together', () => {
    const bugs = [new TypeError('one'), new TypeError('two')];
    expect(describeFailure(new AggregateError(bugs)).bug).toMatchObject({ errors: bugs });
  });
});

describe('tellFailure', () => {
  it('prints what is known, and a bug with its stack', () => {
    const printed: string[] = [];
    const bug = new TypeError('a bug', { cause: new Error('below') });
    tellFailure({ error: (text) => printed.push(text) }, new AggregateError([denied('a'), bug]));
    expect(printed.slice(0, -1)).toEqual(['ENGINE_MISSING: Pushing a: denied', '  Log in.', '  Try again.']);
    expect(printed.at(-1)).toMatch(/^TypeError: a bug\n +at [^]*failure\.spec[^]*cause[^]*below/);
  });
});
