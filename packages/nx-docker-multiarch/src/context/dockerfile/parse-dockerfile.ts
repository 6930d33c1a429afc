import { PluginError } from '../../errors/index.js';
import { readDirectives } from './directives.js';
import { dockerfileInvalid, show } from './dockerfile-invalid.js';
import type { Directive, Dockerfile, Stage } from './dockerfile.js';
import type { ArgInstruction, Instruction } from './instruction.js';
import { parseInstruction } from './parse-instruction.js';
import { readFlags, type ParseRequest } from './parse-request.js';
import { createLineReader } from './physical-lines.js';
import { readRequests } from './read-requests.js';
import { splitBlanks } from './white-space.js';

/** Each stage starts with the variables of the one it is built on. */
const MAX_STAGES = 1000;

/**
 * Reads a Dockerfile as BuildKit does. `name` is what errors call it.
 * Errors: `DOCKERFILE_INVALID`, and `DOCKERFILE_UNSUPPORTED` for more than 1000 stages.
 */
export function parseDockerfile(text: string, name: string): Dockerfile {
  const reader = createLineReader(text, name);
  const { directives, escape } = readDirectives(reader);
  const globalArgs: ArgInstruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const request of readRequests(reader, escape)) {
    if (request.keyword === 'FROM') {
      if (stages.length === MAX_STAGES) throw tooManyStages(request);
      stages.push({ ...parseFrom(request), index: stages.length, instructions: [] });
      continue;
    }
    const instruction = parseInstruction(request);
    const stage = stages.at(-1);
    if (stage) stage.instructions.push(instruction);
    else if (instruction.kind === 'ARG') globalArgs.push(instruction);
    else
      throw dockerfileInvalid(
        request.place,
        `${request.keyword} stands before the first FROM`,
        'Move it below a FROM; only ARG can stand above.',
      );
  }
  if (stages.length === 0)
    throw dockerfileInvalid({ name }, 'it has no FROM', 'Begin with FROM and a base image, or FROM scratch.');
  return { name, directives, escape, globalArgs, stages };
}

/** The parser directives alone, also of a text that is no Dockerfile. Errors: `DOCKERFILE_INVALID`. */
export function parseDirectives(text: string, name: string): readonly Directive[] {
  return readDirectives(createLineReader(text, name)).directives;
}

function tooManyStages({ place }: ParseRequest): PluginError {
  return new PluginError(
    'DOCKERFILE_UNSUPPORTED',
    `Reading ${place.name}:${place.line}: more than ${MAX_STAGES} stages`,
    { hint: 'Split it into several Dockerfiles.' },
  );
}

function parseFrom(request: ParseRequest): Omit<Stage, 'index' | 'instructions'> {
  const { rest, place, written } = request;
  const platform = readFlags(request, { platform: 'text' }).text('platform');
  const [base = '', as, givenName, more] = splitBlanks(rest);
  if (
    base === '' ||
    more !== undefined ||
    (as !== undefined && (as.toLowerCase() !== 'as' || givenName === undefined))
  )
    throw dockerfileInvalid(
      place,
      'FROM has not one argument, nor three',
      'Write it like FROM alpine:3.22 or FROM alpine:3.22 AS build; flags go before the image.',
    );
  const name = givenName?.toLowerCase();
  if (name !== undefined && !/^[a-z][a-z0-9-_.]*$/.test(name))
    throw dockerfileInvalid(
      place,
      `${show(givenName ?? '')} is no name for a stage`,
      'Begin it with a letter, and go on with letters, digits, "-", "_" and ".".',
    );
  return {
    ...written,
    base,
    ...(name !== undefined && { name }),
    ...(platform !== undefined && { platform }),
  };
}
