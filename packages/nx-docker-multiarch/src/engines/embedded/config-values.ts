import { startScope, type CommandLine, type HealthCheck } from '../../context/dockerfile/index.js';
import { PluginError } from '../../errors/index.js';
import { splitNames } from './file-tree.js';

const DEFAULT_SHELL = ['/bin/sh', '-c'];
const MAX_PORT = 65_535;
const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/** `Env` with variables set: in their places, or at the end. */
export function withVariables(
  env: readonly string[] | undefined,
  pairs: readonly { readonly name: string; readonly value: string }[],
): readonly string[] {
  const variables = new Map(startScope(env ?? []).env);
  for (const { name, value } of pairs) variables.set(name, value);
  return formatEnv(variables);
}

/** `NAME=value`, as in a config. */
export function formatEnv(variables: ReadonlyMap<string, string>): readonly string[] {
  return [...variables].map(([name, value]) => `${name}=${value}`);
}

/** An absolute path, without `.` and `..`; a relative one starts at the working directory. */
export function absolutePath(path: string, workingDir = '/'): string {
  return `/${splitNames(`${path.startsWith('/') ? '' : workingDir}/${path}`).join('/')}`;
}

/** A slash at the end stays, as in BuildKit. */
export function toWorkingDir(written: string, workingDir: string | undefined): string {
  const path = absolutePath(written, workingDir);
  return written.endsWith('/') && path !== '/' ? `${path}/` : path;
}

/** What is run: the words of the JSON form, or the shell with the text. */
export function toArgs(command: CommandLine, shell: readonly string[] = DEFAULT_SHELL): readonly string[] {
  return command.form === 'exec' ? command.args : [...shell, command.text];
}

/** Pairs as members; of a name that is there twice the last. */
export function pairsOf(
  pairs: readonly { readonly name: string; readonly value: string }[],
): Record<string, string> {
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}

/** A set, as configs have it: names with nothing in them. */
export function emptyMembers(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** `80-81/udp` and the like as `ExposedPorts`. */
export function toExposedPorts(words: readonly string[]): Record<string, object> {
  return emptyMembers(words.flatMap(toPorts));
}

/** `80-81/udp` as the ports it stands for, each with its protocol. */
function toPorts(word: string): readonly string[] {
  const [, ports = '', protocol = 'tcp'] = /^(?:.*:)?([^/:]*)(?:\/(.*))?$/.exec(word) ?? [];
  const [first, last = first] = ports.split('-').map((port) => (/^\d{1,5}$/.test(port) ? Number(port) : NaN));
  const isRange = first !== undefined && last !== undefined && first <= last && last <= MAX_PORT;
  if (!isRange || ports.split('-').length > 2 || !PROTOCOLS.includes(protocol.toLowerCase())) {
    throw new PluginError('DOCKERFILE_INVALID', `Reading EXPOSE ${word}: it is no port`, {
      hint: 'Write it like 80, 53/udp or 8000-8010, with ports up to 65535.',
    });
  }
  return Array.from(
    { length: last - first + 1 },
    (_, offset) => `${first + offset}/${protocol.toLowerCase()}`,
  );
}

/** `Healthcheck`, in which what is 0 is left out. */
export function toHealthcheck(check: HealthCheck | undefined): Readonly<Record<string, unknown>> {
  if (check === undefined) return { Test: ['NONE'] };
  const { command } = check;
  const times = {
    Interval: check.intervalNs,
    Timeout: check.timeoutNs,
    StartPeriod: check.startPeriodNs,
    StartInterval: check.startIntervalNs,
    Retries: check.retries,
  };
  return {
    Test: command.form === 'exec' ? ['CMD', ...command.args] : ['CMD-SHELL', command.text],
    ...Object.fromEntries(Object.entries(times).filter(([, value]) => value !== 0)),
  };
}
