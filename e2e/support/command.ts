import { spawn, type ChildProcess } from 'node:child_process';

/** How a command ended, and all it printed, in the order it came. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Called as soon as the process runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a command to its end, whatever its exit code. */
export function attempt(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...outerEnvironment(), ...options.env } });
    let [stdout, output] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, output }));
    child.stdin.on('error', () => {}).end(options.input ?? '');
    options.onStart?.(child);
  });
}

/** Runs a command that must succeed; its stdout without the last line end. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { exitCode, stdout, output } = await attempt(command, args, options);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${exitCode}:\n${output}`);
  return stdout.trimEnd();
}

/** Fails with all that the command printed. */
export function expectSuccess({ exitCode, output }: Pick<CommandResult, 'exitCode' | 'output'>): void {
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}:\n${output}`);
}

/** This process's environment without what Nx and Jest put there: an inner Nx would believe it. */
function outerEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|JEST_|NODE_OPTIONS$|FORCE_COLOR$|GITHUB_)/.test(name),
  );
  // In CI, Nx colours what it prints, wherever that goes.
  return { ...Object.fromEntries(entries), NO_COLOR: '1', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' };
}
