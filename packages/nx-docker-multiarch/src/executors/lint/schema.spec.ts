import { combineOptionsForExecutor } from 'nx/src/utils/params';
import { optionsSchema } from './options.js';
import schema from './schema.json';

type Schema = Parameters<typeof combineOptionsForExecutor>[3];

it('has the options of the zod schema, each with a description', () => {
  expect(Object.keys(schema.properties)).toEqual(Object.keys(optionsSchema.shape));
  for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/[.)]$/);
});

it.each<[string, object, object]>([
  ['nothing', {}, {}],
  ['--no-network', { network: false }, { network: false }],
  ['--max-warnings=3', { 'max-warnings': '3' }, { maxWarnings: 3 }],
  ['--stage, for Nx keeps --target', { stage: 'a' }, { target: 'a' }],
])('Nx hands over %s', (_title, commandLine, expected) => {
  const options = { ...commandLine };
  expect(
    combineOptionsForExecutor(options, '', { options: {} }, schema as unknown as Schema, 'api', ''),
  ).toEqual(expected);
});
