import type * as z from 'zod';
import { nearestName } from './nearest-name.js';
import { buildOptionsSchema, type BuildOptions, type OptionName } from './options/build-options.js';
import { cacheOptions } from './options/cache-options.js';
import { pruneOptionsSchema, type PruneOptions } from './options/prune-options.js';
import { publishOptionsSchema, type PublishOptions } from './options/publish-options.js';
import { showValue, type Report } from './problems.js';

/** Options of the right shape, and the names of those that were given in another. */
export interface OptionsRead<Options = BuildOptions> {
  /** Without the options that have the wrong shape. */
  readonly options: Options;
  readonly misshapen: ReadonlySet<string>;
}

interface OptionMeta {
  readonly examples?: readonly unknown[];
  readonly aliases?: readonly string[];
}

/** The options of one object by their names, and what stands before a name in a message: `` or `cache.`. */
interface Shape {
  readonly options: Readonly<Record<string, z.ZodType>>;
  readonly path: string;
}

const TOP: Shape = { options: buildOptionsSchema.shape, path: '' };
const IN_PRUNE: Shape = { options: pruneOptionsSchema.shape, path: '' };
const IN_PUBLISH: Shape = { options: publishOptionsSchema.shape, path: '' };
const IN_CACHE: Shape = { options: cacheOptions, path: 'cache.' };

// Nx adds it to the options when it is run with --verbose.
const FROM_NX = ['verbose'];
const POSITIONAL = '_';
const CAN_BE_SECRET: readonly string[] = ['buildArgs', 'secrets', 'cacheFrom', 'cacheTo'];

/** Checks the shape of every option by itself, so that one in a wrong shape hides no other problem. */
export function readOptions(rawOptions: unknown, report: Report): OptionsRead {
  return readAll(TOP, rawOptions, report);
}

/** As `readOptions`, of the executor that prunes. */
export function readPruneOptions(rawOptions: unknown, report: Report): OptionsRead<PruneOptions> {
  return readAll(IN_PRUNE, rawOptions, report);
}

/** As `readOptions`, of the executor that publishes. */
export function readPublishOptions(rawOptions: unknown, report: Report): OptionsRead<PublishOptions> {
  return readAll(IN_PUBLISH, rawOptions, report);
}

/** As `readOptions`, of an executor that has its options beside it: by name, with their schemas. */
export function readOptionsOf<Options>(
  options: Shape['options'],
  rawOptions: unknown,
  report: Report,
): OptionsRead<Options> {
  return readAll({ options, path: '' }, rawOptions, report) as OptionsRead<Options>;
}

/** An example of an option: as a flag where it fits into one, else as in project.json. */
export function formatExample(name: OptionName): string {
  return exampleIn(TOP, name);
}

/** As `formatExample`, of the executor that prunes. */
export function formatPruneExample(name: keyof PruneOptions): string {
  return exampleIn(IN_PRUNE, name);
}

function readAll(
  shape: Shape,
  rawOptions: unknown,
  report: Report,
): OptionsRead<Readonly<Record<string, unknown>>> {
  const given = Object.entries(rawOptions ?? {}).filter(([name]) => !FROM_NX.includes(name));
  const misshapen = new Set<string>();
  const options = readEach(shape, given, report, misshapen);
  return { options, misshapen };
}

function readEach(
  shape: Shape,
  given: readonly (readonly [string, unknown])[],
  report: Report,
  misshapen: Set<string>,
): Record<string, unknown> {
  const read = given.flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) return [];
    const option = Object.hasOwn(shape.options, name) ? shape.options[name] : undefined;
    if (option === undefined) {
      reportUnknown(shape, name, value, report);
      return [];
    }
    if (shape === TOP && name === 'cache' && isObject(value))
      return [[name, readEach(IN_CACHE, withoutDashes(value), report, misshapen)]];
    const result = option.safeParse(value);
    if (result.success) return [[name, result.data]];
    const path = shape.path + name;
    misshapen.add(path);
    const what = result.error.issues[0]?.message ?? 'has the wrong shape';
    const shown = CAN_BE_SECRET.includes(path) ? {} : { value: showValue(value) };
    report({ option: path, ...shown, what, wayOut: `Write it like ${exampleIn(shape, name)}.` });
    return [];
  });
  return Object.fromEntries(read);
}

function exampleIn({ options, path }: Shape, name: string): string {
  const { examples, aliases } = (options[name]?.meta() ?? {}) as OptionMeta;
  const example = examples?.[0];
  const flag = `${path}${aliases?.[0] ?? name}`;
  if (typeof example === 'boolean') return example ? `--${flag}` : `--no-${flag}`;
  if (typeof example === 'string' || typeof example === 'number') return `--${flag}=${example}`;
  return Array.isArray(example) ? `--${flag}=${example.join(',')}` : `"${name}": ${JSON.stringify(example)}`;
}

function reportUnknown({ options, path }: Shape, name: string, value: unknown, report: Report): void {
  if (name === POSITIONAL && path === '') {
    const what = 'nothing can be given without the name of an option';
    const wayOut = 'Write --option=value, with "=" and without spaces.';
    return report({ option: 'the command line', value: showValue(value), what, wayOut });
  }
  const nearest = nearestName(name, Object.keys(options));
  const wayOut =
    nearest === undefined ? 'Take it out; --help lists every option.' : `Did you mean "${path}${nearest}"?`;
  report({ option: path + name, what: 'there is no such option', wayOut });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `maxAge` for `max-age`, which Nx itself does at the top level only. */
function withoutDashes(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).map(
    ([name, each]) =>
      [name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase()), each] as const,
  );
}
