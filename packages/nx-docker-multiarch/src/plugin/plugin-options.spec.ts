import { readPluginOptions } from './plugin-options.js';

describe('readPluginOptions', () => {
  it.each([
    ['nothing', undefined, {}],
    ['an empty object', {}, {}],
    [
      'all',
      { targetName: 'image', platforms: ['linux/amd64'], registry: 'localhost:5000/x', tags: ['1', 'a/b:c'] },
    ],
    ['a registry without a path', { registry: 'ghcr.io' }],
    ['a registry from the environment', { registry: '{env.REGISTRY}' }],
    ['whole names without a registry', { tags: ['ghcr.io/acme/{projectName}:{shortSha}'] }],
    ['what is not set', { registry: undefined }],
  ])('of %s', (_, raw, read = raw) => {
    expect(readPluginOptions(raw)).toEqual({ targetName: 'docker-multiarch', ...read });
  });

  it.each([
    ['a text', 'image', 'options must be an object'],
    ['null', null, 'options must be an object'],
    ['a list', [], 'options must be an object'],
    ['a misspelt name', { platfroms: [] }, 'there is no option platfroms; did you mean platforms?'],
    ['a name like nothing', { colour: 'red' }, 'there is no option colour\n'],
    ['a name that every object has', { toString: 1 }, 'there is no option toString'],
    ['a target with a colon', { targetName: 'a:b' }, 'targetName must be the name of a target'],
    ['one text for a list', { platforms: 'linux/amd64' }, 'platforms must be a list of platforms'],
    ['an empty list', { tags: [] }, 'tags must be a list of tags'],
    ['an address', { registry: 'https://ghcr.io/acme' }, 'registry must be a registry and a path'],
    ['a registry that ends in /', { registry: 'ghcr.io/acme/' }, 'registry must be a registry and a path'],
    ['a registry with a tag', { registry: 'ghcr.io/acme:1' }, 'registry must be a registry and a path'],
    [
      'a tag without a registry',
      { tags: ['latest'] },
      'tags: "latest" is a tag alone, and there is no registry',
    ],
  ])('refuses %s', (_, raw, what) => {
    expect(() => readPluginOptions(raw)).toThrow(what);
    expect(() => readPluginOptions(raw)).toThrow(/nx\.json.*\n[^]*in nx\.json\.$/);
  });

  it('tells all problems at once', () => {
    expect(() => readPluginOptions({ targetName: '', registry: 1, x: 1 })).toThrow(
      /targetName[^]*registry[^]*option x/,
    );
  });
});
