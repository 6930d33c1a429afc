import type { Problem } from './problems.js';
import { sampleFacts } from './sample-facts.js';
import { resolveSecrets } from './secrets.js';

function resolve(raw: string | string[]) {
  const problems: Problem[] = [];
  return { secrets: resolveSecrets(raw, sampleFacts(), (problem) => problems.push(problem)), problems };
}

describe('resolveSecrets', () => {
  it.each<[string, string | string[], object[]]>([
    ['a file', 'id=npmrc,src=.npmrc', [{ id: 'npmrc', file: '/ws/.npmrc' }]],
    [
      'source for src, and a type',
      'type=file,id=a,source={workspaceRoot}/.npmrc',
      [{ id: 'a', file: '/ws/.npmrc' }],
    ],
    ['a variable', 'id=npm,env=NPM_TOKEN', [{ id: 'npm', variable: 'NPM_TOKEN' }]],
    [
      'two',
      ['id=a,env=NPM_TOKEN', 'ID=b,src=.npmrc'],
      [
        { id: 'a', variable: 'NPM_TOKEN' },
        { id: 'b', file: '/ws/.npmrc' },
      ],
    ],
  ])('reads %s', (_title, raw, secrets) => {
    expect(resolve(raw)).toEqual({ secrets, problems: [] });
  });

  it.each([
    ['a missing file', 'id=a,src=nope', '"id=a"', 'there is no file /ws/nope'],
    ['a folder', 'id=a,src=dist/api', '"id=a"', '/ws/dist/api is a folder, not a file'],
    ['a variable that is not set', 'id=a,env=NOPE', '"id=a"', 'the environment variable NOPE is not set'],
    ['an empty variable', 'id=a,env=EMPTY', '"id=a"', 'the environment variable EMPTY is empty'],
    ['neither', 'id=a', '"id=a"', 'names neither a file nor a variable'],
    ['both', 'id=a,src=.npmrc,env=NPM_TOKEN', '"id=a"', 'names both a file and a variable'],
    ['no id', 'src=.npmrc', 'entry 1', 'has no id'],
    ['a secret itself', 'hunter2', 'entry 1', 'one of its parts, cut at the commas, is not key=value'],
    ['an unknown attribute', 'id=a,value=hunter2', '"id=a"', '"value" is not an attribute of a secret'],
    ['two in one text', 'id=a,src=.npmrc,id=b,src=.npmrc', 'entry 1', 'has "id" twice'],
    ['a type that lies', 'id=a,type=env,src=.npmrc', '"id=a"', "its type doesn't fit the rest"],
  ])('refuses %s', (_title, raw, value, what) => {
    const { problems } = resolve(raw);
    expect(problems).toEqual([expect.objectContaining({ option: 'secrets', value })]);
    expect(problems[0]?.what).toContain(what);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('refuses an id twice', () => {
    const { problems } = resolve(['id=a,src=.npmrc', 'id=a,env=NPM_TOKEN']);
    expect(problems).toEqual([
      { option: 'secrets', value: '"id=a"', what: 'is there twice', wayOut: 'Give each its own id.' },
    ]);
  });
});
