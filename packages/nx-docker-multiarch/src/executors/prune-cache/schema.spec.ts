import { combineOptionsForExecutor } from 'nx/src/utils/params';
import { pruneOptionsSchema } from '../../plan/index.js';
import schema from './schema.json';

type Schema = Parameters<typeof combineOptionsForExecutor>[3];

it('has the options of the zod schema, each with a description', () => {
  expect(Object.keys(schema.properties)).toEqual(Object.keys(pruneOptionsSchema.shape));
  for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/[.)]$/);
});

it.each<[string, object, object]>([
  ['nothing', {}, {}],
  ['--dryRun=false', { dryRun: 'false' }, { dryRun: false }],
  ['--no-dry-run', { 'dry-run': false }, { dryRun: false }],
  ['--older-than', { 'older-than': '30d' }, { olderThan: '30d' }],
])('Nx hands over %s', (_title, commandLine, expected) => {
  const options = { ...commandLine };
  expect(
    combineOptionsForExecutor(options, '', { options: {} }, schema as unknown as Schema, 'api', ''),
  ).toEqual(expected);
});
