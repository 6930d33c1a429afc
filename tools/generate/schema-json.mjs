// What Nx would refuse before the executor runs comes one problem at a time, so that `anyOf` lets everything through:
// once it stands there Nx looks at nothing else. `type` and `enum` beside it are for editors and for `--help`.
const SCALARS = ['string', 'number', 'boolean', 'null'].map((type) => ({ type }));
const ANYTHING = { $ref: '#/definitions/anything' };
const DEFINITIONS = {
  anything: { anyOf: [...SCALARS, { type: 'object' }, { type: 'array', items: ANYTHING }] },
};

/** An executor's schema.json, from the JSON schema of its zod schema. */
export function schemaJson(executor, jsonSchema, { description }) {
  const properties = Object.entries(jsonSchema.properties).map(([name, option]) => [name, loosen(option)]);
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: `nx-docker-multiarch:${executor}`,
    description,
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: true,
    definitions: DEFINITIONS,
  };
}

function loosen({ description, 'x-default': defaultsTo, 'x-commas': commas, anyOf, ...option }) {
  const help = defaultsTo === undefined ? description : `${description} (default: ${defaultsTo})`;
  if (anyOf === undefined) return { description: help, ...option, anyOf: [ANYTHING] };
  // Nx cuts a text at its commas wherever "array" is a type, which only some lists can bear.
  const type = anyOf.flatMap((alternative) => alternative.type);
  if (!commas && type.includes('array')) return { description: help, ...option, anyOf: [...anyOf, ANYTHING] };
  return {
    description: help,
    ...option,
    type,
    ...(commas && { items: { type: 'string' } }),
    anyOf: [ANYTHING],
  };
}
