import { isRemote, isWithin, resolvePath } from './paths.js';
import type { Problem } from './problems.js';
import { sampleFacts } from './sample-facts.js';

describe('resolvePath', () => {
  it.each([
    ['a relative path', 'dist/api', '/ws/dist/api'],
    ['a path with dots', './dist/../x', '/ws/x'],
    ['an absolute path', '/srv/x', '/srv/x'],
    ['nothing, which Nx makes of {workspaceRoot}', '', '/ws'],
    ['{workspaceRoot} of the command line', '{workspaceRoot}', '/ws'],
    ['a path below {workspaceRoot}', '{workspaceRoot}/dist', '/ws/dist'],
    ['{projectRoot}', '{projectRoot}/Dockerfile', '/ws/apps/api/Dockerfile'],
    ['{projectName}, as Nx fills it in', 'dist/{projectName}', '/ws/dist/@acme/$&'],
    ['other braces', 'dist/{x}', '/ws/dist/{x}'],
  ])('reads %s', (_title, text, expected) => {
    const problems: Problem[] = [];
    const facts = sampleFacts({ projectName: '@acme/$&' });
    expect(resolvePath('context', text, facts, (problem) => problems.push(problem))).toBe(expected);
    expect(problems).toEqual([]);
  });

  it('refuses tokens that have no place in a path', () => {
    const problems: Problem[] = [];
    resolvePath('outputPath', 'dist/{sha}', sampleFacts(), (problem) => problems.push(problem));
    expect(problems).toEqual([
      {
        option: 'outputPath',
        value: '"dist/{sha}"',
        what: "{sha} can't be used in a path",
        wayOut: 'Use {workspaceRoot}, {projectRoot} or {projectName}.',
      },
    ]);
  });
});

test.each([
  ['https://github.com/acme/api.git#main', true],
  ['git@github.com:acme/api.git', true],
  ['https://acme.test/api.tar.gz', true],
  ['ssh://git@acme.test/api', true],
  ['github.com/acme/api', true],
  ['apps/api', false],
  ['/ws/git@x', false],
  ['httpd', false],
])('%s is remote: %s', (text, expected) => {
  expect(isRemote(text)).toBe(expected);
});

test.each([
  ['/ws', '/ws', true],
  ['/ws', '/ws/a', true],
  ['/ws', '/ws/..a', true],
  ['/ws/a', '/ws', false],
  ['/ws/a', '/ws/ab', false],
])('%s holds %s: %s', (outer, inner, expected) => {
  expect(isWithin(outer, inner)).toBe(expected);
});
