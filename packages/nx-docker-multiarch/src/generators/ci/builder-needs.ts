import type { Dockerfile, Instruction } from '../../context/dockerfile/index.js';
import { isRemotePath } from '../../context/reach/index.js';

// Docker's own frontend, in whatever version, means what is read here; any other could mean anything.
const DOCKERS_FRONTEND = /^(?:docker\.io\/)?docker\/dockerfile:1(?:\.\d+)*(?:@\S+)?$/;

/** Whether a Dockerfile is read by something else than Docker's own frontend. */
export function hasOtherFrontend({ directives }: Dockerfile): boolean {
  const [name = ''] = directives.find((each) => each.name === 'syntax')?.value.split(/\s+/) ?? [];
  return name !== '' && !DOCKERS_FRONTEND.test(name);
}

/** Whether an instruction is beyond the embedded engine. Generators don't import engines: the spec compares the two. */
export function needsBuilder(instruction: Instruction): boolean {
  if (instruction.kind === 'RUN') return true;
  if (instruction.kind !== 'COPY' && instruction.kind !== 'ADD') return false;
  if (instruction.exclude.length > 0) return true;
  if (instruction.kind === 'COPY') return instruction.parents;
  const { checksum, keepGitDir, unpack, sources } = instruction;
  const isRemote = sources.some((source) => source.kind === 'path' && isRemotePath(source.path));
  return isRemote || keepGitDir || checksum !== undefined || unpack !== undefined;
}
