import type { Problem } from './problems.js';
import { sampleFacts } from './sample-facts.js';
import { resolveSsh } from './ssh.js';

function resolve(raw: string | string[], env: Record<string, string> = {}) {
  const problems: Problem[] = [];
  return { sources: resolveSsh(raw, sampleFacts({ env }), (problem) => problems.push(problem)), problems };
}

describe('resolveSsh', () => {
  it.each<[string, string | string[], object[]]>([
    ['the agent', 'default', [{ id: 'default', paths: [] }]],
    ['a key', 'deploy=keys/deploy', [{ id: 'deploy', paths: ['/ws/keys/deploy'] }]],
    ['two keys', 'x=keys/deploy,.npmrc', [{ id: 'x', paths: ['/ws/keys/deploy', '/ws/.npmrc'] }]],
    [
      'two sources',
      ['default', 'x=keys/deploy'],
      [
        { id: 'default', paths: [] },
        { id: 'x', paths: ['/ws/keys/deploy'] },
      ],
    ],
  ])('reads %s', (_title, raw, sources) => {
    expect(resolve(raw, { SSH_AUTH_SOCK: '/tmp/agent' })).toEqual({ sources, problems: [] });
  });

  it.each([
    ['an agent that does not run', 'default', 'no SSH agent runs here', '--ssh=default=path/to/key'],
    ['a missing key', 'x=keys/nope', 'there is no file /ws/keys/nope', 'Create it'],
  ])('refuses %s', (_title, raw, what, wayOut) => {
    const { problems } = resolve(raw);
    expect(problems).toEqual([expect.objectContaining({ option: 'ssh', value: JSON.stringify(raw) })]);
    expect(problems[0]?.what).toContain(what);
    expect(problems[0]?.wayOut).toContain(wayOut);
  });
});
