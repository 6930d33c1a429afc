import { styleText } from 'node:util';
import { formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';

/** What a run tells its user, line by line. */
export interface RunConsole {
  line(text: string): void;
  progress(text: string, platform?: Platform): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface ConsoleOptions {
  /** Stands before every line of progress where several projects share one output. */
  readonly prefix: string;
  readonly isTerminal: boolean;
}

/** Prints to stdout, and warnings and errors to stderr. Colours only where a person looks. */
export function createConsole({ prefix, isTerminal }: ConsoleOptions): RunConsole {
  const style = (format: 'dim' | 'yellow' | 'red', text: string): string =>
    isTerminal ? styleText(format, text) : text;
  return {
    line: (text) => process.stdout.write(`${text}\n`),
    progress: (text, platform) => {
      const from = [prefix, platform ? `[${formatPlatform(platform)}]` : ''].filter(Boolean).join(' ');
      process.stdout.write(`${style('dim', from)}${from ? ' ' : ''}${text}\n`);
    },
    warn: (text) => process.stderr.write(`${style('yellow', `warning: ${text}`)}\n`),
    error: (text) => process.stderr.write(`${style('red', text)}\n`),
  };
}
