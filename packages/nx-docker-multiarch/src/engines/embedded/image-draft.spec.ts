import type { Instruction } from '../../context/dockerfile/index.js';
import { absolutePath } from './config-values.js';
import { applyInstruction, EMPTY_DRAFT, type ImageDraft } from './image-draft.js';

const LINES = { line: 1, endLine: 1, source: 'source' };

function after(draft: ImageDraft, ...instructions: Partial<Instruction>[]): ImageDraft {
  return instructions.reduce(
    (current: ImageDraft, instruction) =>
      applyInstruction(current, { ...LINES, ...instruction } as Instruction),
    draft,
  );
}

const exec = (...args: string[]) => ({ form: 'exec', args }) as const;
const shell = (text: string) => ({ form: 'shell', text }) as const;

describe('what an instruction makes of a config', () => {
  it.each<[string, Partial<Instruction>[], object]>([
    [
      'ENV adds, and changes in place',
      [
        {
          kind: 'ENV',
          pairs: [
            { name: 'A', value: '1' },
            { name: 'B', value: '=' },
          ],
        },
        { kind: 'ENV', pairs: [{ name: 'A', value: '2' }] },
      ],
      { Env: [expect.stringContaining('PATH='), 'A=2', 'B=='] },
    ],
    [
      'LABEL adds',
      [
        { kind: 'LABEL', pairs: [{ name: 'a', value: '1' }] },
        { kind: 'LABEL', pairs: [{ name: 'a', value: '2' }] },
      ],
      { Labels: { a: '2' } },
    ],
    ['CMD in the default shell', [{ kind: 'CMD', command: shell('a b') }], { Cmd: ['/bin/sh', '-c', 'a b'] }],
    [
      'CMD in a shell of its own',
      [
        { kind: 'SHELL', shell: ['sh', '-x'] },
        { kind: 'CMD', command: shell('a') },
      ],
      { Cmd: ['sh', '-x', 'a'] },
    ],
    [
      'EXPOSE writes ranges out',
      [{ kind: 'EXPOSE', ports: ['80', '8000-8001/UDP'] }],
      { ExposedPorts: { '80/tcp': {}, '8000/udp': {}, '8001/udp': {} } },
    ],
    [
      'HEALTHCHECK leaves defaults out',
      [
        {
          kind: 'HEALTHCHECK',
          check: {
            command: exec('x'),
            intervalNs: 5,
            timeoutNs: 0,
            startPeriodNs: 0,
            startIntervalNs: 0,
            retries: 2,
          },
        },
      ],
      { Healthcheck: { Test: ['CMD', 'x'], Interval: 5, Retries: 2 } },
    ],
    ['HEALTHCHECK NONE', [{ kind: 'HEALTHCHECK' }], { Healthcheck: { Test: ['NONE'] } }],
    [
      'WORKDIR goes on from the last',
      [
        { kind: 'WORKDIR', path: '/a' },
        { kind: 'WORKDIR', path: '../b/' },
      ],
      { WorkingDir: '/b/' },
    ],
  ])('%s', (_, instructions, config) => {
    expect(after(EMPTY_DRAFT, ...instructions).config).toMatchObject(config);
  });

  it.each(['http', '90-80', '70000', '1-5000000000', '80/foo', '', '-', '1-2-3'])(
    'refuses to expose %j',
    (port) => {
      expect(() => after(EMPTY_DRAFT, { kind: 'EXPOSE', ports: [port] })).toThrow(
        `EXPOSE ${port}: it is no port`,
      );
    },
  );

  it('drops an inherited command at an ENTRYPOINT, and keeps one of its own', () => {
    const inherited: ImageDraft = { ...EMPTY_DRAFT, config: { Cmd: ['old'] } };
    expect(after(inherited, { kind: 'ENTRYPOINT', command: exec('e') }).config).toEqual({
      Entrypoint: ['e'],
    });
    const own = after(
      inherited,
      { kind: 'CMD', command: exec('c') },
      { kind: 'ENTRYPOINT', command: exec('e') },
    );
    expect(own.config).toEqual({ Cmd: ['c'], Entrypoint: ['e'] });
  });

  it('says in the history which instructions have a layer', () => {
    const { history } = after(
      EMPTY_DRAFT,
      { kind: 'COPY' },
      { kind: 'WORKDIR', path: '/w' },
      { kind: 'WORKDIR', path: '/' },
      { kind: 'ARG', args: [] },
      { kind: 'ONBUILD', trigger: 'RUN x' },
    );
    expect(history.map(({ empty_layer }) => empty_layer ?? false)).toEqual([false, false, true, true]);
  });
});

it.each([
  ['x', '/w', '/w/x'],
  ['../x', '/w/v', '/w/x'],
  ['../../../x', '/w', '/x'],
  ['/x/./y//', '/w', '/x/y'],
  ['.', '/', '/'],
])('%s in %s is %s', (path, workingDir, absolute) => {
  expect(absolutePath(path, workingDir)).toBe(absolute);
});
