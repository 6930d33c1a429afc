import { resolveCacheSpecs } from './cache-specs.js';
import type { Problem } from './problems.js';
import { sampleFacts } from './sample-facts.js';

function resolve(raw: string | string[]) {
  const problems: Problem[] = [];
  const facts = sampleFacts({ projectName: '@acme/Web' });
  return { specs: resolveCacheSpecs('cacheTo', raw, facts, (problem) => problems.push(problem)), problems };
}

describe('resolveCacheSpecs', () => {
  it.each<[string, string | string[], object[]]>([
    ['a lone reference', 'ghcr.io/a/b:cache', [{ type: 'registry', ref: 'ghcr.io/a/b:cache' }]],
    [
      'attributes',
      'type=registry,ref=ghcr.io/a:c,mode=max',
      [{ type: 'registry', ref: 'ghcr.io/a:c', mode: 'max' }],
    ],
    [
      'tokens',
      'ghcr.io/{projectName}:{branch}',
      [{ type: 'registry', ref: 'ghcr.io/acme/web:feature-Login' }],
    ],
    ["the project's name from Nx", 'ghcr.io/@acme/Web:c', [{ type: 'registry', ref: 'ghcr.io/acme/web:c' }]],
    [
      'a place for the platform',
      'ghcr.io/a/b:cache-{platform}',
      [{ type: 'registry', ref: 'ghcr.io/a/b:cache-{platform}' }],
    ],
    [
      'a local folder',
      'type=local,dest=.cache,mode=max',
      [{ type: 'local', dest: '/ws/.cache', mode: 'max' }],
    ],
    [
      'others as they are',
      ['type=gha,scope=x', 'type=inline'],
      [{ type: 'gha', scope: 'x' }, { type: 'inline' }],
    ],
  ])('reads %s', (_title, raw, specs) => {
    expect(resolve(raw)).toEqual({ specs, problems: [] });
  });

  it.each([
    ['a bad reference', 'ghcr.io/A:c', '"ghcr.io/A:c"', 'must be lower case'],
    ['no reference', 'type=registry', '""', 'is not a repository'],
    ['an unknown token', 'ghcr.io/a:{nope}', '"ghcr.io/a:{nope}"', 'there is no token {nope}'],
    ['no type', 'mode=max,secret=hunter2', 'entry 1', 'has no type'],
    ['a part without "="', 'type=s3,hunter2', 'entry 1', 'is not key=value'],
    ['a secret key', 'type=s3,bucket=b,Secret_Access_Key=hunter2', 'entry 1', 'has "secret_access_key"'],
    ['a session', 'type=s3,bucket=b,session_token=hunter2', 'entry 1', 'has "session_token"'],
    ['half a key', 'type=s3,access_key_id=hunter2', 'entry 1', 'has "access_key_id"'],
    ['a token', 'type=gha,token=hunter2', 'entry 1', 'has "token"'],
    ['a key of Azure', 'type=azblob,name=n,secret_access_key=hunter2', 'entry 1', 'has "secret_access_key"'],
    [
      'a signed address',
      'type=azblob,account_url=https://x.test/?sv=1&sig=hunter2',
      'entry 1',
      'its account_url has "sig" in its address',
    ],
    [
      'a password in an address',
      'type=s3,endpoint_url=https://me:hunter2@x.test',
      'entry 1',
      'its endpoint_url has a user or a password in its address',
    ],
  ])('refuses %s', (_title, raw, value, what) => {
    const { problems } = resolve(raw);
    expect(problems).toEqual([expect.objectContaining({ option: 'cacheTo', value })]);
    expect(problems[0]?.what).toContain(what);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it.each([
    [
      'type=s3,access_key_id=a,secret_access_key=b',
      'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
    ],
    ['type=gha,ghtoken=a', 'ACTIONS_RUNTIME_TOKEN'],
    ['type=azblob,secret_access_key=a', 'AZURE_CLIENT_SECRET in its own environment'],
    ['type=registry,ref=a/b,password=a', 'docker login'],
  ])('says where the credentials of %s belong', (raw, where) => {
    expect(resolve(raw).problems).toEqual([
      expect.objectContaining({ wayOut: expect.stringContaining(where) as string }),
    ]);
  });
});
