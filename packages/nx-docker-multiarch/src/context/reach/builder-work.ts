import type { Instruction } from '../dockerfile/index.js';
import { isRemotePath } from './remote-path.js';

/** What of an instruction can't be done by copying files of this machine, as it is written: `RUN`, `COPY --parents`; `undefined` if nothing. */
export function builderWork(instruction: Instruction): string | undefined {
  if (instruction.kind === 'RUN') return 'RUN';
  if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') return undefined;
  const flag = builderFlag(instruction);
  if (flag !== undefined) return `${instruction.kind} ${flag}`;
  return instruction.kind === 'ADD' && instruction.sources.some(isRemoteSource)
    ? 'ADD of an address'
    : undefined;
}

function builderFlag(instruction: Extract<Instruction, { kind: 'COPY' | 'ADD' }>): string | undefined {
  if (instruction.kind === 'COPY' && instruction.parents) return '--parents';
  if (instruction.exclude.length > 0) return '--exclude';
  if (instruction.kind !== 'ADD') return undefined;
  if (instruction.checksum !== undefined) return '--checksum';
  if (instruction.keepGitDir) return '--keep-git-dir';
  return instruction.unpack === undefined ? undefined : '--unpack';
}

/** A variable could make any source an address: then only what is written counts, and a path it must be later. */
function isRemoteSource(source: { readonly kind: string; readonly path?: string }): boolean {
  return source.kind === 'path' && isRemotePath(source.path ?? '');
}
