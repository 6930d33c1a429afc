import { nearestName } from '../../plan/nearest-name.js';
import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';
import type { FlagKinds } from './flags.js';
import type { Mount, RunInstruction } from './instruction.js';
import { readCommandLine, readFlags, type ParseRequest } from './parse-request.js';

const FLAGS: FlagKinds = { mount: 'list', network: 'text', security: 'text', device: 'list' };
const MOUNT_TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const NETWORKS = ['default', 'none', 'host'];
const SECURITIES = ['sandbox', 'insecure'];

/** `RUN`. Errors: `DOCKERFILE_INVALID`. */
export function parseRun(request: ParseRequest): RunInstruction {
  const { written, rest, place } = request;
  const flags = readFlags(request, FLAGS);
  const network = oneOf('RUN --network', flags.text('network'), NETWORKS, place);
  const security = oneOf('RUN --security', flags.text('security'), SECURITIES, place);
  return {
    kind: 'RUN',
    ...written,
    command: readCommandLine(rest, place),
    mounts: flags.list('mount').map((text) => parseMount(text, place)),
    devices: flags.list('device'),
    ...(network !== undefined && { network }),
    ...(security !== undefined && { security }),
  };
}

function parseMount(text: string, place: Place): Mount {
  const attributes = new Map(
    splitCsv(text, place).map((field) => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(field) ?? [];
      return [name.toLowerCase(), value] as const;
    }),
  );
  const writtenType = attributes.get('type') ?? 'bind';
  const type = writtenType.includes('$') ? writtenType : writtenType.toLowerCase();
  const from = attributes.get('from');
  if (from !== undefined && /\$./.test(from))
    throw dockerfileInvalid(
      place,
      `RUN --mount=from=${from} holds a variable`,
      'Put "FROM … AS a-name" with the variable above, and mount from that name.',
    );
  if (!type.includes('$')) oneOf('the type of RUN --mount', type, MOUNT_TYPES, place);
  return { type, attributes, ...(from && { from }) };
}

/** The fields of one CSV record (RFC 4180): one in double quotes may hold commas, and a quote as two. */
function splitCsv(text: string, place: Place): readonly string[] {
  const fields = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/gy)];
  const end = fields.findIndex(([all]) => !all.endsWith(',')) + 1;
  const read = fields.slice(0, end);
  if (read.reduce((sum, [all]) => sum + all.length, 0) === text.length)
    return read.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain);
  throw dockerfileInvalid(
    place,
    `RUN --mount=${show(text)} has a quote in the wrong place`,
    'Put a whole field in double quotes, or none of it.',
  );
}

function oneOf(
  what: string,
  value: string | undefined,
  known: readonly string[],
  place: Place,
): string | undefined {
  if (value === undefined || known.includes(value)) return value;
  const nearest = nearestName(value, known);
  throw dockerfileInvalid(
    place,
    `${what} is ${show(value)}`,
    nearest === undefined ? `It can be ${known.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}
