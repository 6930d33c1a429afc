import { nearestName } from '../../plan/nearest-name.js';
import { dockerfileInvalid, show } from './dockerfile-invalid.js';
import type { Instruction } from './instruction.js';
import { parseHealthcheck } from './parse-healthcheck.js';
import { readCommandLine, readFlags, readRest, type ParseRequest } from './parse-request.js';
import { parseRun } from './parse-run.js';
import { parseAdd, parseCopy } from './parse-transfer.js';
import { parseArg, parsePairs } from './parse-variables.js';
import { cutSpace, splitBlanks, trimSpace } from './white-space.js';
import { parseJsonForm } from './words.js';

type Parse = (request: ParseRequest) => Instruction;

const PARSERS: Readonly<Record<Instruction['kind'], Parse>> = {
  ADD: parseAdd,
  ARG: parseArg,
  CMD: (request) => parseCommand('CMD', request),
  COPY: parseCopy,
  ENTRYPOINT: (request) => parseCommand('ENTRYPOINT', request),
  ENV: (request) => parsePairs('ENV', request),
  EXPOSE: parseExpose,
  HEALTHCHECK: parseHealthcheck,
  LABEL: (request) => parsePairs('LABEL', request),
  MAINTAINER: (request) => ({
    kind: 'MAINTAINER',
    ...request.written,
    maintainer: readText(request, 'Jane Doe'),
  }),
  ONBUILD: parseOnbuild,
  RUN: parseRun,
  SHELL: parseShell,
  STOPSIGNAL: (request) => ({ kind: 'STOPSIGNAL', ...request.written, signal: readRest(request, 'SIGTERM') }),
  USER: (request) => ({ kind: 'USER', ...request.written, user: readText(request, 'nobody') }),
  VOLUME: parseVolume,
  WORKDIR: (request) => ({ kind: 'WORKDIR', ...request.written, path: readText(request, '/app') }),
};

/** Any instruction but `FROM`. Errors: `DOCKERFILE_INVALID`. */
export function parseInstruction(request: ParseRequest): Instruction {
  const { keyword, place } = request;
  if (Object.hasOwn(PARSERS, keyword)) return PARSERS[keyword as Instruction['kind']](request);
  const nearest = nearestName(keyword, ['FROM', ...Object.keys(PARSERS)]);
  throw dockerfileInvalid(
    place,
    `there is no instruction ${show(keyword)}`,
    nearest === undefined
      ? 'Begin the line with an instruction, or end the line before it with an escape.'
      : `Did you mean ${nearest}?`,
  );
}

function readText(request: ParseRequest, like: string): string {
  readFlags(request);
  return readRest(request, like);
}

function parseCommand(kind: 'CMD' | 'ENTRYPOINT', request: ParseRequest): Instruction {
  readFlags(request);
  return { kind, ...request.written, command: readCommandLine(request.rest, request.place) };
}

function parseExpose(request: ParseRequest): Instruction {
  readFlags(request);
  return { kind: 'EXPOSE', ...request.written, ports: splitBlanks(readRest(request, '8080')) };
}

function parseVolume(request: ParseRequest): Instruction {
  readFlags(request);
  const rest = readRest(request, '/data');
  const paths = (parseJsonForm(rest, request.place) ?? splitBlanks(rest)).map(trimSpace);
  if (paths.length > 0 && !paths.includes('')) return { kind: 'VOLUME', ...request.written, paths };
  throw dockerfileInvalid(request.place, 'VOLUME has an empty path', 'Write it like VOLUME /data.');
}

function parseShell(request: ParseRequest): Instruction {
  readFlags(request);
  const shell = parseJsonForm(request.rest, request.place);
  if (shell && shell.length > 0) return { kind: 'SHELL', ...request.written, shell };
  throw dockerfileInvalid(
    request.place,
    'SHELL has no JSON array of strings',
    'Write it like SHELL ["/bin/bash", "-c"].',
  );
}

/** The trigger is checked where it is used, as BuildKit does. */
function parseOnbuild(request: ParseRequest): Instruction {
  readFlags(request);
  const { written, place, text } = request;
  const keyword = cutSpace(readRest(request, 'COPY . /app')).before.toUpperCase();
  if (['ONBUILD', 'FROM', 'MAINTAINER'].includes(keyword))
    throw dockerfileInvalid(place, `ONBUILD can't trigger ${keyword}`, 'Remove the line.');
  const instruction = text.replace(/^\s*ONBUILD\s*/i, '');
  const bodies = written.heredocs.map(({ name, content }) => `\n${content}${name}`);
  return { kind: 'ONBUILD', ...written, trigger: instruction + bodies.join('') };
}
