import { combineOptionsForExecutor } from 'nx/src/utils/params';
import { optionsSchema, resolveDoctor } from './options.js';
import schema from './schema.json';

it('has the options of the zod schema, each with a description', () => {
  expect(Object.keys(schema.properties)).toEqual(Object.keys(optionsSchema.shape));
  for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/[.)]$/);
});

describe('resolveDoctor', () => {
  it.each<[object, object]>([
    [{}, { registries: undefined, write: false, isJson: false }],
    [{ registries: '' }, { registries: undefined }],
    [
      { probe: 'write', format: 'json' },
      { write: true, isJson: true },
    ],
    [
      { registries: ['ghcr.io,localhost:5000/a/b', 'docker.io'] },
      {
        registries: [
          { registry: 'ghcr.io', repository: undefined },
          expect.objectContaining({ registry: 'localhost:5000', repository: 'a/b' }),
          { registry: 'docker.io', repository: undefined },
        ],
      },
    ],
  ])('%j', (options, expected) => {
    expect(resolveDoctor(options, 'api')).toMatchObject(expected);
  });

  it.each(['https://ghcr.io', 'acme/api', 'ghcr.io/ACME'])(
    'refuses %s, with what else is wrong',
    (registries) => {
      expect(() => resolveDoctor({ registries, probes: 'write' }, 'api')).toThrow(
        expect.objectContaining({
          code: 'OPTIONS_INVALID',
          message: expect.stringMatching(
            /nothing was asked\n(?=[^]*registries "[^"]+": is neither)(?=[^]*"probe"\?)/,
          ),
        }),
      );
    },
  );
});

type Schema = Parameters<typeof combineOptionsForExecutor>[3];

it('is handed a list that is cut at commas', () => {
  const options = { registries: 'ghcr.io,quay.io' };
  const combined = combineOptionsForExecutor(
    options,
    '',
    { options: {} },
    schema as unknown as Schema,
    'api',
    '',
  );
  expect(resolveDoctor(combined, 'api').registries).toHaveLength(2);
});
