import { buildOptionsSchema, type OptionName } from './options/build-options.js';
import type { Problem } from './problems.js';
import { formatExample, readOptions } from './read-options.js';

function read(raw: unknown) {
  const problems: Problem[] = [];
  return { ...readOptions(raw, (problem) => problems.push(problem)), problems };
}

const NAMES = Object.keys(buildOptionsSchema.shape) as OptionName[];

describe('readOptions', () => {
  it('keeps what has the right shape beside what has not', () => {
    const { options, misshapen, problems } = read({ push: 'yes', load: true, tags: { a: 1 }, jobs: 0 });
    expect(options).toEqual({ load: true });
    expect([...misshapen]).toEqual(['push', 'tags', 'jobs']);
    expect(problems).toEqual([
      { option: 'push', value: '"yes"', what: 'must be true or false', wayOut: 'Write it like --push.' },
      {
        option: 'tags',
        value: '{"a":1}',
        what: 'must be a text or a list of texts',
        wayOut: `Write it like ${formatExample('tags')}.`,
      },
      {
        option: 'jobs',
        value: '0',
        what: 'must be a whole number, 1 or more',
        wayOut: 'Write it like --jobs=1.',
      },
    ]);
  });

  it.each<[string, object, string, string]>([
    ['a misspelt key', { pusj: true }, 'there is no such option', 'Did you mean "push"?'],
    [
      'an unknown key',
      { colour: true },
      'there is no such option',
      'Take it out; --help lists every option.',
    ],
    ['the name of an object of its own', { constructor: 1 }, 'there is no such option', 'Take it out'],
    [
      'words without a flag',
      { _: ['linux/arm64'] },
      'nothing can be given without the name',
      'Write --option=value',
    ],
  ])('refuses %s', (_title, raw, what, wayOut) => {
    const [problem, ...others] = read(raw).problems;
    expect(problem?.what).toContain(what);
    expect(problem?.wayOut).toContain(wayOut);
    expect(others).toEqual([]);
  });

  it.each(['buildArgs', 'secrets', 'cacheFrom', 'cacheTo'])('never shows a value of %s', (name) => {
    const { problems } = read({ [name]: [{ token: 'hunter2' }] });
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['what Nx adds', { verbose: true }],
    ['what is not given', { push: undefined }],
  ])('takes %s', (_title, raw) => {
    expect(read(raw)).toMatchObject({ options: {}, problems: [] });
  });

  it.each(NAMES)('has a description and an example that fits for %s', (name) => {
    const { description, examples = [] } = buildOptionsSchema.shape[name].meta() ?? {};
    expect(description).toMatch(/\.$/);
    expect(read({ [name]: (examples as unknown[])[0] })).toMatchObject({
      options: { [name]: expect.anything() as unknown },
    });
  });
});

test.each<[OptionName, string]>([
  ['push', '--push'],
  ['cache', '--no-cache'],
  ['target', '--stage=production'],
  ['jobs', '--jobs=1'],
  ['buildContexts', '"buildContexts": {"assets":"dist/assets"}'],
])('an example of %s', (name, expected) => {
  expect(formatExample(name)).toBe(expected);
});
