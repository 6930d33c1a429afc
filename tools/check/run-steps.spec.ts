import { runSteps } from './run-steps.js';

/** A step that runs these lines of JavaScript, each in a process of its own. */
function step(name: string, ...lines: string[]): { name: string; commands: string[][] } {
  return { name, commands: lines.map((line) => [process.execPath, '-e', line]) };
}

async function outcomeOf(
  ...steps: ReturnType<typeof step>[]
): Promise<{ failed: string[]; printed: string }> {
  let printed = '';
  const failed = await runSteps(steps, { atOnce: 2, print: (text) => (printed += text) });
  return { failed, printed };
}

describe('runSteps', () => {
  it('names what failed, and shows the output of that only', async () => {
    const { failed, printed } = await outcomeOf(
      step('good', 'console.log("all is well")'),
      step('bad', 'console.error("on stderr"); console.log("on stdout"); process.exitCode = 3'),
    );
    expect(failed).toEqual(['bad']);
    expect(printed).toMatch(/^ok +\d+\.\d s {2}good$/m);
    expect(printed).toMatch(/^FAILED +\d+\.\d s {2}bad$/m);
    expect(printed).toContain('on stderr');
    expect(printed).toContain('on stdout');
    expect(printed).not.toContain('all is well');
  });

  it('stops a step at its first command that fails', async () => {
    const { failed, printed } = await outcomeOf(step('two', 'process.exit(1)', 'console.log("second")'));
    expect(failed).toEqual(['two']);
    expect(printed).not.toContain('second');
  });

  it('takes a signal and a missing program for a failure', async () => {
    const { failed } = await outcomeOf(step('killed', 'process.kill(process.pid, "SIGKILL")'), {
      name: 'missing',
      commands: [['no-such-program-here']],
    });
    expect(failed.sort()).toEqual(['killed', 'missing']);
  });
});
