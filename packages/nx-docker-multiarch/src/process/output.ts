import type { Readable } from 'node:stream';
import { createLineSplitter } from './lines.js';
import { createTail } from './tail.js';

/** What a child has printed so far. */
export interface Output {
  stdout(): string;
  /** The last lines, up to 64 Ki characters, without terminal codes. */
  stderr(): readonly string[];
  /** Whether stdout was more than is kept. */
  isOverfull(): boolean;
}

export type OnLine = (line: string, from: 'stdout' | 'stderr') => void;

export const MAX_STDOUT_BYTES = 16 * 1024 * 1024;
const MAX_STDERR_CHARACTERS = 64 * 1024;

/** Reads both streams of a child in bounded memory; `onOverfull` is called once, when stdout is more than is kept. */
export function readOutput(
  { stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable },
  onLine: OnLine | undefined,
  onOverfull: () => void,
): Output {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  stdout.on('data', (piece: Buffer) => {
    const wasOverfull = sizeBytes > MAX_STDOUT_BYTES;
    sizeBytes += piece.length;
    if (sizeBytes <= MAX_STDOUT_BYTES) pieces.push(piece);
    else if (!wasOverfull) onOverfull();
  });
  const tail = createTail(MAX_STDERR_CHARACTERS);
  if (onLine) split(stdout, (line) => onLine(line, 'stdout'));
  split(stderr, (line) => {
    tail.add(line);
    onLine?.(line, 'stderr');
  });
  return {
    stdout: () => Buffer.concat(pieces).toString('utf8'),
    stderr: () => tail.lines(),
    isOverfull: () => sizeBytes > MAX_STDOUT_BYTES,
  };
}

function split(stream: Readable, onLine: (line: string) => void): void {
  const splitter = createLineSplitter(onLine);
  stream.on('data', (bytes: Buffer) => splitter.write(bytes));
  stream.on('end', () => splitter.end());
}
