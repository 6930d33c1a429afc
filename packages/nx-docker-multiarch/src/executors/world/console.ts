import { styleText } from 'node:util';
import { formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';

/** What a run tells its user, line by line. */
export interface RunConsole {
  line(text: string): void;
  progress(text: string, platform?: Platform): void;
  warn(text: string): void;
  error(text: string): void;
}

/** Where lines are printed to. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ConsoleOptions {
  /** Stands before every line where several projects share one output. */
  readonly prefix: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Prints to stdout, and warnings and errors to stderr. Colours only where a person looks, or where they are forced. */
export function createConsole({ prefix, stdout, stderr, env }: ConsoleOptions): RunConsole {
  const print = (to: Output, text: string, color?: 'yellow' | 'red', from = ''): void => {
    const style = createStyle(hasColors(to, env));
    const start = [prefix, from].filter(Boolean).join(' ');
    const head = start === '' ? '' : `${style('dim', start)} `;
    const lines = text.split('\n').map((line) => `${head}${color ? style(color, line) : line}`.trimEnd());
    to.write(`${lines.join('\n')}\n`);
  };
  return {
    line: (text) => print(stdout, text),
    progress: (text, platform) =>
      print(stdout, text, undefined, platform ? `[${formatPlatform(platform)}]` : ''),
    warn: (text) => print(stderr, `warning: ${text}`, 'yellow'),
    error: (text) => print(stderr, text, 'red'),
  };
}

/** Tells each of several consoles the same. */
export function joinConsoles(consoles: readonly RunConsole[]): RunConsole {
  const each = (tell: (to: RunConsole) => void): void => consoles.forEach(tell);
  return {
    line: (text) => each((to) => to.line(text)),
    progress: (text, platform) => each((to) => to.progress(text, platform)),
    warn: (text) => each((to) => to.warn(text)),
    error: (text) => each((to) => to.error(text)),
  };
}

type Style = (format: 'dim' | 'yellow' | 'red', text: string) => string;

function createStyle(isColored: boolean): Style {
  // Node would look at stdout, whatever the stream that the text is for.
  return (format, text) => (isColored ? styleText(format, text, { validateStream: false }) : text);
}

function hasColors({ isTTY = false }: Output, { NO_COLOR, FORCE_COLOR }: ConsoleOptions['env']): boolean {
  if (NO_COLOR) return false;
  // Nx sets "true" for every task, wherever its output goes.
  if (!FORCE_COLOR || FORCE_COLOR === 'true') return isTTY;
  return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
}
