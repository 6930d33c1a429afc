import { combineOptionsForExecutor } from 'nx/src/utils/params';
import { buildOptionsSchema } from '../../plan/index.js';
import schema from './schema.json';

type Schema = Parameters<typeof combineOptionsForExecutor>[3];

/** What the executor gets of options on the command line and in project.json, as Nx itself makes it. */
function passThroughNx(commandLine: object, projectJson: object = {}): object {
  return combineOptionsForExecutor(
    { ...commandLine },
    '',
    { options: projectJson },
    schema as unknown as Schema,
    'api',
    '',
  ) as object;
}

const NAMES = Object.keys(buildOptionsSchema.shape);

it('has the options of the zod schema', () => {
  expect(Object.keys(schema.properties)).toEqual(NAMES);
});

it('describes each option', () => {
  for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/[.)]$/);
});

describe('Nx', () => {
  it.each(NAMES)('lets %s of any shape through, so that it is refused with all the others', (name) => {
    for (const value of ['text', 7, true, null, { a: { b: [null] } }, [1, null, { a: 1 }, [2]]]) {
      expect(passThroughNx({}, { [name]: value })).toEqual({ [name]: value });
    }
  });

  it('lets unknown options through', () => {
    expect(passThroughNx({ pusj: true })).toEqual({ pusj: true });
  });

  it.each<[string, object, object]>([
    ['dashes', { 'build-args': 'A=1', 'no-such': 1 }, { buildArgs: 'A=1', 'no-such': 1 }],
    ['--stage, for --target is its own', { stage: 'prod' }, { target: 'prod' }],
    [
      'booleans and numbers as texts',
      { push: 'true', cache: 'false', jobs: '2' },
      { push: true, cache: false, jobs: 2 },
    ],
    ['words for booleans', { push: 'yes' }, { push: 'yes' }],
    ['keys of the cache', { cache: { prefix: 'x' } }, { cache: { prefix: 'x' } }],
    ['commas that cut', { tags: 'a:1,b:2' }, { tags: ['a:1', 'b:2'] }],
    [
      'commas within an entry',
      { secrets: 'id=a,src=b', labels: 'a=1,2' },
      { secrets: 'id=a,src=b', labels: 'a=1,2' },
    ],
    ['repeated flags', { tags: ['a:1,b:2', 'c:3'] }, { tags: ['a:1,b:2', 'c:3'] }],
  ])('hands over %s', (_title, commandLine, expected) => {
    expect(passThroughNx(commandLine)).toEqual(expected);
  });

  it('adds no default of its own', () => {
    expect(passThroughNx({})).toEqual({});
  });
});
