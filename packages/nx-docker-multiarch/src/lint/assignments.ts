import type { Instruction } from '../context/dockerfile/index.js';

/** A variable, and its value as written: an `ARG` need not have one. */
export interface Assignment {
  readonly name: string;
  readonly value?: string;
}

/** The variables that an `ARG` or an `ENV` declares, in the order written; any other instruction declares none. */
export function assignmentsIn(instruction: Instruction): readonly Assignment[] {
  if (instruction.kind === 'ARG') return instruction.args;
  return instruction.kind === 'ENV' ? instruction.pairs : [];
}
