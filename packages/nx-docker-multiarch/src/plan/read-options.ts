import { nearestName } from './nearest-name.js';
import { buildOptionsSchema, type BuildOptions, type OptionName } from './options/build-options.js';
import { showValue, type Report } from './problems.js';

/** Options of the right shape, and the names of those that were given in another. */
export interface OptionsRead {
  /** Without the options that have the wrong shape. */
  readonly options: BuildOptions;
  readonly misshapen: ReadonlySet<string>;
}

interface OptionMeta {
  readonly examples?: readonly unknown[];
  readonly aliases?: readonly string[];
}

// Nx adds it to the options when it is run with --verbose.
const FROM_NX = ['verbose'];
const POSITIONAL = '_';
const CAN_BE_SECRET: readonly string[] = ['buildArgs', 'secrets', 'cacheFrom', 'cacheTo'];

/** Checks the shape of every option by itself, so that one in a wrong shape hides no other problem. */
export function readOptions(rawOptions: unknown, report: Report): OptionsRead {
  const given = Object.entries(rawOptions ?? {}).filter(
    ([name, value]) => value !== undefined && !FROM_NX.includes(name),
  );
  const misshapen = new Set<string>();
  const read = given.flatMap(([name, value]): [string, unknown][] => {
    if (!isOptionName(name)) {
      reportUnknown(name, value, report);
      return [];
    }
    const option = buildOptionsSchema.shape[name];
    const result = option.safeParse(value);
    if (result.success) return [[name, result.data]];
    misshapen.add(name);
    const what = result.error.issues[0]?.message ?? 'has the wrong shape';
    const shown = CAN_BE_SECRET.includes(name) ? {} : { value: showValue(value) };
    report({ option: name, ...shown, what, wayOut: `Write it like ${formatExample(name)}.` });
    return [];
  });
  return { options: Object.fromEntries(read), misshapen };
}

/** An example of an option: as a flag where it fits into one, else as in project.json. */
export function formatExample(name: OptionName): string {
  const { examples, aliases } = (buildOptionsSchema.shape[name].meta() ?? {}) as OptionMeta;
  const example = examples?.[0];
  const flag = `--${aliases?.[0] ?? name}`;
  if (typeof example === 'boolean') return example ? flag : `--no-${name}`;
  if (typeof example === 'string' || typeof example === 'number') return `${flag}=${example}`;
  return Array.isArray(example) ? `${flag}=${example.join(',')}` : `"${name}": ${JSON.stringify(example)}`;
}

function reportUnknown(name: string, value: unknown, report: Report): void {
  if (name === POSITIONAL) {
    const what = 'nothing can be given without the name of an option';
    const wayOut = 'Write --option=value, with "=" and without spaces.';
    return report({ option: 'the command line', value: showValue(value), what, wayOut });
  }
  const nearest = nearestName(name, Object.keys(buildOptionsSchema.shape));
  const wayOut =
    nearest === undefined ? 'Take it out; --help lists every option.' : `Did you mean "${nearest}"?`;
  report({ option: name, what: 'there is no such option', wayOut });
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(buildOptionsSchema.shape, name);
}
