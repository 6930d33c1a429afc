import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { createConsole, type ConsoleOptions, type RunConsole } from './console.js';

const DIM = '\u001B[2mapi\u001B[22m';

interface Printed {
  readonly out: RunConsole;
  readonly stdout: string[];
  readonly stderr: string[];
}

/** A console whose stdout and stderr are terminals or not. */
function consoleOn(terminals: readonly [boolean, boolean], options: Partial<ConsoleOptions> = {}): Printed {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const to = (lines: string[], isTTY: boolean) => ({ isTTY, write: (text: string) => lines.push(text) });
  const out = createConsole({
    prefix: '',
    stdout: to(stdout, terminals[0]),
    stderr: to(stderr, terminals[1]),
    env: {},
    ...options,
  });
  return { out, stdout, stderr };
}

describe('the console', () => {
  it('prints results and progress to stdout, warnings and errors to stderr', () => {
    const { out, stdout, stderr } = consoleOn([false, false]);
    out.line('done');
    out.progress('step', parsePlatform('linux/arm64'));
    out.progress('step');
    out.warn('careful');
    out.error('no');
    expect(stdout).toEqual(['done\n', '[linux/arm64] step\n', 'step\n']);
    expect(stderr).toEqual(['warning: careful\n', 'no\n']);
  });

  it('puts the project before every line of every kind, where there are several', () => {
    const { out, stdout, stderr } = consoleOn([false, false], { prefix: 'api' });
    out.line('');
    out.line('done');
    out.progress('step', parsePlatform('linux/arm64'));
    out.warn('careful');
    out.error('two\nlines');
    expect(stdout).toEqual(['api\n', 'api done\n', 'api [linux/arm64] step\n']);
    expect(stderr).toEqual(['api warning: careful\n', 'api two\napi lines\n']);
  });

  it.each<[string, [boolean, boolean], ConsoleOptions['env'], boolean, boolean]>([
    ['two terminals', [true, true], {}, true, true],
    ['stdout in a pipe', [false, true], {}, false, true],
    ['stderr in a file', [true, false], {}, true, false],
    ['NO_COLOR', [true, true], { NO_COLOR: '1' }, false, false],
    ['an empty NO_COLOR', [true, false], { NO_COLOR: '' }, true, false],
    ['FORCE_COLOR', [false, false], { FORCE_COLOR: '1' }, true, true],
    ['what Nx sets by itself', [false, true], { FORCE_COLOR: 'true' }, false, true],
    ['FORCE_COLOR=0', [true, true], { FORCE_COLOR: '0' }, false, false],
    ['NO_COLOR and FORCE_COLOR', [true, true], { NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
  ])('colours by stream: %s', (_title, terminals, env, isOutColored, isErrColored) => {
    const { out, stdout, stderr } = consoleOn(terminals, { env, prefix: 'api' });
    out.progress('step');
    out.error('no');
    expect(stdout).toEqual([isOutColored ? `${DIM} step\n` : 'api step\n']);
    expect(stderr).toEqual([isErrColored ? `${DIM} \u001B[31mno\u001B[39m\n` : 'api no\n']);
  });
});
