import { joinConverted, NOTHING, written } from './converted.js';
import { blocks, eachText, lost, shown, text, type Convert } from './rule.js';
import { cut } from './pairs.js';
import { cacheSpecs } from './references.js';

/** `docker` is what ours chooses by itself; other programs are not what this plugin builds with. */
export const engine: Convert = ({ option, value }) => {
  if (value === 'docker' || value === '') return NOTHING;
  const why = 'Only Docker with BuildKit builds here, and images without RUN steps need no program at all.';
  return blocks(option, value, why, 'Keep it with nx-container, or convert it with --force.');
};

export const noCache: Convert = ({ option, value }) => {
  if (value === true || value === 'true') return written({ cache: false });
  if (value === false || value === 'false' || value === '') return NOTHING;
  return lost(
    option,
    value,
    'It is neither true nor false.',
    'Set "cache" to false if nothing is to be reused.',
  );
};

/** Docker ignores it beside `no-cache`; for us that is an error. */
export const cacheFrom: Convert = (given) =>
  given.all['no-cache'] === true
    ? lost(given.option, given.value, 'Nothing is looked up with "no-cache".', 'Take one of the two out.')
    : cacheSpecs('cacheFrom')(given);

export const network: Convert = (given) => {
  if (['default', 'none', 'host', ''].includes(String(given.value))) return text('network')(given);
  const why = 'BuildKit has the networks "default", "none" and "host" alone.';
  return lost(given.option, given.value, why, 'Set "network" to one of them.');
};

const PROVENANCE: Readonly<Record<string, string | boolean>> = {
  true: true,
  false: false,
  min: 'min',
  max: 'max',
  'mode=min': 'min',
  'mode=max': 'max',
  'disabled=true': false,
};

/** `true`, `false`, or attributes, of which ours has the mode. */
export const provenance: Convert = (given) => {
  const [first, ...others] = String(given.value).split(',');
  const mode = first === undefined || !Object.hasOwn(PROVENANCE, first) ? undefined : PROVENANCE[first];
  if (given.value === '') return NOTHING;
  if (mode === undefined) {
    const todo = 'Set "provenance" to true, "min" or "max".';
    return lost(given.option, given.value, 'Of its attributes there is the mode alone.', todo);
  }
  return joinConverted([
    written({ provenance: mode }),
    eachText({ ...given, value: others }, (other) =>
      lost(given.option, other, `There is no option for ${cut(other)[0]}.`, 'Take it out.'),
    ),
  ]);
};

/** What ours has nothing for. */
export const nothingLike =
  (why: string, todo: string): Convert =>
  ({ option, value }) =>
    value === '' || (Array.isArray(value) && value.length === 0)
      ? NOTHING
      : lost(option, shown(value), why, todo);
