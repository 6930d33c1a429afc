import { sampleFacts } from './sample-facts.js';
import { expandTokens, usedTokens, type TokenPlace } from './tokens.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const unknown = { missing: 'no Git here', wayOut: 'Use Git.' };

describe('expandTokens', () => {
  it.each<[string, TokenPlace, string]>([
    ['{projectName} {projectRoot} {version}', 'value', 'api apps/api 1.2.3'],
    ['{sha} {shortSha}', 'value', `${SHA} 0123456`],
    ['{commitTime}', 'value', '2026-01-30T08:00:00Z'],
    ['{commitTime}', 'tag', '2026-01-30T08-00-00Z'],
    ['{branch}', 'value', 'feature/Login'],
    ['{branch}', 'tag', 'feature-Login'],
    ['{branch}', 'repository', 'feature/login'],
    ['{projectRoot}', 'tag', 'apps-api'],
    ['{date}', 'tag', '20260201'],
    ['{env.NPM_TOKEN}{env.EMPTY}', 'value', 'tops3cret'],
    ['ghcr.io/{env.OWNER}/api', 'repository', 'ghcr.io/acme-/api'],
    ['{env.IMAGE}', 'repository', 'reg:5000/acme/api:V1'],
    ['{env.OWNER}', 'tag', 'Acme-'],
    ['{env.OWNER}', 'value', 'Acme-'],
  ])('fills in %s of a %s', (template, place, text) => {
    const facts = sampleFacts();
    const env = { ...facts.env, OWNER: 'Acme-', IMAGE: 'reg:5000/Acme/Api:V1' };
    expect(expandTokens(template, place, { ...facts, env })).toEqual({ text, problems: [] });
  });

  it.each<[TokenPlace, string]>([
    ['value', '.'],
    ['repository', 'acme/web'],
    ['tag', 'acme-web'],
  ])('fills in {projectRoot} of a %s for a project at the workspace root', (place, text) => {
    const facts = sampleFacts({ projectRoot: '.', projectName: '@acme/Web' });
    expect(expandTokens('{projectRoot}', place, facts)).toEqual({ text, problems: [] });
  });

  it.each<[string, TokenPlace, string]>([
    ['@acme/Web', 'value', 'Web'],
    ['@acme/Web', 'repository', 'web'],
    ['@acme/Web', 'tag', 'web'],
    ['web', 'value', 'web'],
  ])('fills in {unscopedName} of %s in a %s', (projectName, place, text) => {
    const facts = sampleFacts({ projectName });
    expect(expandTokens('{unscopedName}', place, facts)).toEqual({ text, problems: [] });
  });

  it.each([
    '{"a":{"b":1}}',
    '${version}',
    '{{version}}',
    '{{ version }}',
    '/users/{id}',
    '{}',
    '{1}',
    '{env.}',
  ])('leaves %s in a value alone', (template) => {
    expect(expandTokens(template, 'value', sampleFacts())).toEqual({ text: template, problems: [] });
  });

  it.each<[string, TokenPlace, string, string]>([
    [
      '{shortsha}',
      'value',
      'there is no token {shortsha}',
      'Did you mean {shortSha}? Known are {projectName}',
    ],
    ['{SHORT_SHA}', 'value', 'there is no token {SHORT_SHA}', 'Did you mean {shortSha}?'],
    ['{verson}', 'tag', 'there is no token {verson}', 'Did you mean {version}?'],
    [
      '{foo}',
      'tag',
      'there is no token {foo}',
      'Known are {projectName}, {unscopedName}, {projectRoot}, {version}',
    ],
    ['{}', 'repository', 'there is no token {}', '{env.NAME}.'],
    [
      '{env.CI_TAG}',
      'tag',
      '{env.CI_TAG} is not known: the environment variable CI_TAG is not set',
      'Set CI_TAG',
    ],
  ])('refuses %s in a %s', (template, place, what, wayOut) => {
    const { text, problems } = expandTokens(template, place, sampleFacts());
    expect(text).toBe(template);
    expect(problems).toEqual([{ what, wayOut: expect.stringContaining(wayOut) as string }]);
  });

  it('keeps the tokens that it is told to, known or not', () => {
    const facts = sampleFacts({ sha: unknown });
    expect(expandTokens('{sha} {version}', 'value', facts, (token) => token === 'sha')).toEqual({
      text: '{sha} 1.2.3',
      problems: [],
    });
  });

  it('says why a fact is missing, and fills in the others', () => {
    const facts = sampleFacts({ sha: unknown });
    expect(expandTokens('{version}-{shortSha}-{branch}', 'tag', facts)).toEqual({
      text: '1.2.3-{shortSha}-feature-Login',
      problems: [{ what: '{shortSha} is not known: no Git here', wayOut: 'Use Git.' }],
    });
  });
});

describe('usedTokens', () => {
  it.each<[string, unknown, string[]]>([
    ['no options', undefined, []],
    ['tags as a text', { tags: 'a:{sha},b:{version}' }, ['sha', 'version']],
    ['tags as a list', { tags: ['a:{branch}', 'b:{branch}'] }, ['branch']],
    [
      'maps',
      { labels: { a: '{sha}' }, annotations: ['a={date}'], buildArgs: 'A={version}' },
      ['sha', 'date', 'version'],
    ],
    ['caches', { cacheTo: 'type=registry,ref=a:{branch}' }, ['branch']],
    ['the cache', { cache: { repository: 'a/{branch}' } }, ['branch']],
    ['options without tokens', { context: '{sha}', target: '{branch}' }, []],
    ['what is no token of ours', { tags: '{nope}:{env.SHA}', labels: { a: '{"sha":1}' } }, []],
    ['any shape', { tags: [null, 1, { x: ['{sha}'] }], labels: null }, ['sha']],
  ])('of %s', (_title, options, expected) => {
    expect([...usedTokens(options)]).toEqual(expected);
  });
});
