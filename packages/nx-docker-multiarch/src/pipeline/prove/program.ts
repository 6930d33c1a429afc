import { elfArchitecture, isElf } from './elf.js';
import { foreignSystem } from './foreign-format.js';

/** A compiled program, and what it is for: an architecture in GOARCH's words, or a system that is not Linux. */
export interface BinaryProgram {
  readonly kind: 'binary';
  readonly builtFor: string;
}

/** A script, and all of its first line after `#!`: up to the line feed, so with the CR of Windows line ends. */
export interface ScriptProgram {
  readonly kind: 'script';
  readonly line: string;
}

export type Program = BinaryProgram | ScriptProgram;

/** What a kernel would make of a file, by its first bytes; `undefined` if it is no program. */
export function readProgram(head: Uint8Array): Program | undefined {
  if (isElf(head)) return { kind: 'binary', builtFor: elfArchitecture(head) ?? 'a cut-off header' };
  if (head[0] === 0x23 && head[1] === 0x21) return { kind: 'script', line: firstLine(head.subarray(2)) };
  const system = foreignSystem(head);
  return system && { kind: 'binary', builtFor: system };
}

function firstLine(text: Uint8Array): string {
  const end = text.indexOf(0x0a);
  return new TextDecoder('latin1').decode(end < 0 ? text : text.subarray(0, end));
}
