import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';
import type { FlagKinds } from './flags.js';
import type { HealthCheck, HealthcheckInstruction } from './instruction.js';
import { readCommandLine, readFlags, readRest, type ParseRequest } from './parse-request.js';
import { cutSpace } from './white-space.js';

const FLAGS: FlagKinds = {
  interval: 'text',
  timeout: 'text',
  'start-period': 'text',
  'start-interval': 'text',
  retries: 'text',
};
const LIKE = '--interval=30s CMD ["/server", "--healthy"]';
const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const MAX_RETRIES = 2 ** 31 - 1;

/** `HEALTHCHECK`. Errors: `DOCKERFILE_INVALID`. */
export function parseHealthcheck(request: ParseRequest): HealthcheckInstruction {
  const { written, place } = request;
  const { before: type, after } = cutSpace(readRest(request, LIKE));
  // BuildKit does not look at the flags of NONE.
  if (type.toUpperCase() === 'NONE' && after === '') return { kind: 'HEALTHCHECK', ...written };
  if (type.toUpperCase() !== 'CMD')
    throw dockerfileInvalid(
      place,
      type.toUpperCase() === 'NONE'
        ? 'HEALTHCHECK NONE takes nothing more'
        : `HEALTHCHECK has no type ${show(type)}`,
      `Write it like HEALTHCHECK ${LIKE}, or HEALTHCHECK NONE.`,
    );
  return { kind: 'HEALTHCHECK', ...written, check: readCheck(request, after) };
}

function readCheck(request: ParseRequest, commandText: string): HealthCheck {
  const { place } = request;
  const flags = readFlags(request, FLAGS);
  const duration = (name: string): number => parseDuration(name, flags.text(name), place);
  const command = readCommandLine(commandText, place);
  if (command.form === 'exec' ? command.args.length === 0 : command.text === '')
    throw dockerfileInvalid(place, 'HEALTHCHECK CMD has no command', `Write it like HEALTHCHECK ${LIKE}.`);
  return {
    command,
    intervalNs: duration('interval'),
    timeoutNs: duration('timeout'),
    startPeriodNs: duration('start-period'),
    startIntervalNs: duration('start-interval'),
    retries: parseRetries(flags.text('retries') ?? '0', place),
  };
}

/** A sum of numbers with units, as Go writes durations: `1h30m`, `1.5s`; `0` needs none. */
function parseDuration(name: string, text: string | undefined, place: Place): number {
  if (text === undefined || /^[+-]?0$/.test(text)) return 0;
  const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)`;
  const unit = 'ns|us|µs|μs|ms|s|m|h';
  const isDuration = new RegExp(`^[+-]?(?:${number}(?:${unit}))+$`).test(text);
  const parts = isDuration ? [...text.matchAll(new RegExp(`(${number})(${unit})`, 'g'))] : [];
  const total = Math.trunc(
    parts.reduce((sum, [, count, of = '']) => sum + Number(count) * (NANOSECONDS[of] ?? 0), 0),
  );
  if (
    isDuration &&
    total <= Number.MAX_SAFE_INTEGER &&
    (total === 0 || (total >= 1e6 && !text.startsWith('-')))
  )
    return total;
  throw dockerfileInvalid(
    place,
    `HEALTHCHECK --${name}=${text} is ${isDuration ? 'not between 1ms and 104 days' : 'no duration'}`,
    'Write it like 30s, 1m30s or 500ms.',
  );
}

function parseRetries(text: string, place: Place): number {
  const retries = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  if (retries >= 0 && retries <= MAX_RETRIES) return retries;
  throw dockerfileInvalid(
    place,
    `HEALTHCHECK --retries=${text} is no number of retries`,
    'Write a whole number: --retries=3.',
  );
}
