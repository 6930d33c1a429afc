import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { PluginError } from '../errors/index.js';
import { ProcessError } from './process-error.js';
import { createRun, run, type RunRequest } from './run.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'run-'));
});
afterAll(() => rm(directory, { recursive: true }));

const sh = (script: string, more: Partial<RunRequest> = {}): RunRequest => ({
  command: 'sh',
  args: ['-c', script],
  ...more,
});

async function failureOf(request: RunRequest, by = run): Promise<PluginError> {
  return by(request).then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => error as PluginError,
  );
}

/** Whether a process still does something: one that nobody has taken leave of yet does not. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await run({ command: 'ps', args: ['-o', 'stat=', '-p', String(pid)] }).catch(() => undefined);
  return state !== undefined && !state.stdout.startsWith('Z');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await condition()) return;
    await sleep(10);
  }
  throw new Error('it never came true');
}

describe('run', () => {
  it('gives what a child printed', async () => {
    expect(await run(sh('echo out; echo err >&2'))).toEqual({ stdout: 'out\n', stderr: 'err' });
  });

  it('hands the lines of both streams on while the child runs', async () => {
    const lines: string[] = [];
    const controller = new AbortController();
    await failureOf(
      sh('echo out; echo err >&2; exec sleep 60', {
        signal: controller.signal,
        onLine: (line, from) => {
          lines.push(`${from} ${line}`);
          if (lines.length === 2) controller.abort();
        },
      }),
    );
    expect(lines.sort()).toEqual(['stderr err', 'stdout out']);
  });

  it.each([
    ['text', () => 'hello'],
    ['a stream', () => Readable.from(['hel', 'lo'])],
  ])('feeds it %s', async (_title, input) => {
    expect((await run({ command: 'cat', args: [], input: input() })).stdout).toBe('hello');
  });

  it('does not wait for input where none is given', async () => {
    expect((await run({ command: 'cat', args: [] })).stdout).toBe('');
  });

  it('survives a child that reads nothing', async () => {
    const input = 'x'.repeat(1_000_000);
    expect((await run({ command: 'true', args: [], input })).stdout).toBe('');
  });

  it('adds to the environment and runs where it is told', async () => {
    const { stdout } = await run(
      sh('echo "$PROBE:$PWD:${PATH:+path}"', { env: { PROBE: 'x' }, cwd: directory }),
    );
    expect(stdout).toBe(`x:${directory}:path\n`);
  });

  it('keeps only the end of an endless stderr', async () => {
    const { stderr } = await run(sh('seq 1 50000 >&2'));
    expect(stderr.endsWith('\n49999\n50000')).toBe(true);
    expect(stderr.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const before = process.listenerCount('exit');
    const add = jest.spyOn(signal, 'addEventListener');
    const remove = jest.spyOn(signal, 'removeEventListener');
    await Promise.all([run(sh('true', { signal })), run(sh('exit 1', { signal })).catch(() => undefined)]);
    expect(process.listenerCount('exit')).toBe(before);
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });
});

describe('a child that fails', () => {
  it.each([
    ['an exit status', 'echo why >&2; exit 3', "Running sh -c 'echo why >&2; exit 3': exit status 3\nwhy"],
    ['a silent exit', 'exit 1', "Running sh -c 'exit 1': exit status 1, and it said nothing"],
    ['a signal', 'kill -9 $$', "Running sh -c 'kill -9 $$': ended by SIGKILL, and it said nothing"],
  ])('is told with %s', async (_title, script, message) => {
    const error = await failureOf(sh(script));
    expect(error).toBeInstanceOf(ProcessError);
    expect(error).toMatchObject({ code: 'PROCESS_FAILED', message });
  });

  it('keeps status, and the last 20 lines in its message', async () => {
    const error = await failureOf(sh('seq 1 30 >&2; exit 7'));
    expect(error).toMatchObject({ exitCode: 7, signal: undefined });
    expect(error.message.split('\n').slice(1)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 11)));
  });

  it('prints neither its environment nor the secrets of URLs', async () => {
    const args = ['-c', 'exit 1', 'https://me:passw0rd@h.example/?sig=s1gned'];
    const error = await failureOf({ command: 'sh', args, env: { TOKEN: 't0ken' } });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/passw0rd|s1gned|t0ken/);
  });

  it('is ended when it floods stdout', async () => {
    expect(await failureOf({ command: 'yes', args: [] })).toMatchObject({
      code: 'PROCESS_FAILED',
      message: expect.stringContaining('more than 16777216 bytes') as string,
    });
  });

  it('is TOOL_MISSING, by name, where there is no such program', async () => {
    const error = await failureOf({ command: 'no-such-program', args: [] });
    expect(error).toMatchObject({
      code: 'TOOL_MISSING',
      message: 'Running no-such-program: there is no such program',
    });
  });

  it('is not mistaken for a missing program where the folder is missing', async () => {
    const error = await failureOf(sh('true', { cwd: join(directory, 'absent') }));
    expect(error.code).toBe('PROCESS_FAILED');
    expect(error.message).toContain(`there is no folder ${directory}/absent`);
  });
});

describe('an input that fails', () => {
  const denied = new PluginError('BUILD_FAILED', 'Reading the layer: denied');

  /** Gives a little, then fails. */
  async function* broken(): AsyncGenerator<string> {
    yield 'half';
    await sleep(20);
    throw denied;
  }

  it.each([
    ['that reads it to its end and is content', 'cat'],
    ['that misses the rest', 'cat >/dev/null; echo unexpected EOF >&2; exit 1'],
    ['that reads nothing', 'exec sleep 60'],
    ['that is content when it is asked to end', `trap 'exit 0' TERM; while :; do sleep 0.02; done`],
    ['whose own child holds on', 'sleep 60 & wait'],
  ])('is what a child is told to have failed of, one %s', async (_title, script) => {
    expect(await failureOf(sh(script, { input: Readable.from(broken()) }))).toBe(denied);
  });

  it('ends the child before that takes what came for all', async () => {
    const script = `cat >/dev/null; sleep 0.05; echo done > ${directory}/done`;
    await failureOf(sh(script, { input: Readable.from(broken()) }));
    await expect(readFile(join(directory, 'done'))).rejects.toThrow('ENOENT');
  });

  it('is not told of a child that failed by itself, and is freed', async () => {
    let isFree = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) yield 'x'.repeat(10_000);
      } finally {
        isFree = true;
      }
    }
    const error = await failureOf(sh('exit 3', { input: Readable.from(endless()) }));
    expect(error).toMatchObject({ code: 'PROCESS_FAILED', exitCode: 3 });
    expect(isFree).toBe(true);
  });

  it('is not told of a run that was cancelled', async () => {
    const controller = new AbortController();
    async function* cancelled(): AsyncGenerator<string> {
      yield 'half';
      controller.abort();
      throw denied;
    }
    const request = sh('cat', { input: Readable.from(cancelled()), signal: controller.signal });
    expect((await failureOf(request)).code).toBe('CANCELLED');
  });
});

describe('a cancelled child', () => {
  it('does not start when it is too late', async () => {
    const error = await failureOf(sh(`touch ${directory}/started`, { signal: AbortSignal.abort() }));
    expect(error.code).toBe('CANCELLED');
    await expect(readFile(join(directory, 'started'))).rejects.toThrow('ENOENT');
  });

  it('is asked to end, and is waited for', async () => {
    const controller = new AbortController();
    const script = `trap 'sleep 0.1; echo bye > ${directory}/bye; exit 0' TERM; echo up; while :; do sleep 0.02; done`;
    const onLine = () => controller.abort();
    await run(sh(script, { signal: controller.signal, onLine }));
    expect(await readFile(join(directory, 'bye'), 'utf8')).toBe('bye\n');
  });

  it.each([
    ['its own children', 'sleep 60 & echo $!; wait'],
    ['children that hold no stream of it', 'sleep 60 </dev/null >/dev/null 2>&1 & echo $!; wait'],
    ['children that ignore SIGTERM', `sh -c 'trap "" TERM; echo $$; while :; do sleep 0.1; done'`],
  ])('takes %s along', async (_title, script) => {
    const controller = new AbortController();
    let pid = 0;
    const onLine = (line: string): void => {
      pid = Number(line);
      controller.abort();
    };
    const error = await failureOf(
      sh(script, { signal: controller.signal, onLine }),
      createRun({ killAfterMs: 50 }),
    );
    expect(error.code).toBe('CANCELLED');
    await until(async () => !(await isRunning(pid)));
  });
});
