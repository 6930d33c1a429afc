import { found, joinConverted, NOTHING, written, type Converted } from './converted.js';
import { eachText, lost, withoutVariable, type Convert } from './rule.js';
import { tokensByChance, withTokens } from './variables.js';

const ARG = /^[A-Za-z_]\w*$/;
const SET_BY_BUILDER = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;
const NO_PAIR = 'It is not key=value.';

/** A list of `key=value` as a map. */
export const labels: Convert = (given) =>
  eachText(given, (item) => {
    const [key, value] = cut(item);
    if (key === '' || value === undefined)
      return lost(given.option, item, NO_PAIR, 'Add it to "labels" as key and value.');
    return joinConverted([
      written({ labels: { [key]: withTokens(value) } }),
      byChance(given.option, key, value),
    ]);
  });

/** The same of build arguments; `NAME` alone is the environment's value. */
export const buildArgs: Convert = (given) =>
  eachText(given, (item) => {
    const [key, value] = cut(item);
    if (!ARG.test(key))
      return lost(given.option, `${key}=…`, 'It is no name of an ARG.', 'Add it to "buildArgs" by its name.');
    if (SET_BY_BUILDER.test(key)) {
      const todo = 'Take it out of the pipeline as well: ARG is enough, without a value.';
      return lost(given.option, item, 'The builder sets it for each platform.', todo);
    }
    if (value !== undefined)
      return joinConverted([
        written({ buildArgs: { [key]: withTokens(value) } }),
        byChance(given.option, key, value),
      ]);
    const look = {
      option: given.option,
      value: item,
      weight: 'look',
      why: `It is the environment's ${key}; where that is not set, Docker leaves it out and we say so and stop.`,
      todo: `Set ${key} wherever it is built.`,
    } as const;
    return joinConverted([written({ buildArgs: { [key]: `{env.${key}}` } }), found(look)]);
  });

/** A list of `name=place` as a map. */
export const buildContexts: Convert = (given) =>
  eachText(given, (item) => {
    const [key, value] = cut(item);
    if (key === '' || !value)
      return lost(given.option, item, NO_PAIR, 'Add it to "buildContexts" as name and place.');
    return (
      withoutVariable(given.option, item, 'buildContexts') ?? written({ buildContexts: { [key]: value } })
    );
  });

function byChance(option: string, key: string, value: string): Converted {
  const [token] = tokensByChance(value);
  if (token === undefined) return NOTHING;
  const why = `{${token}} is one of our tokens, and filled in; nx-container leaves it as it stands.`;
  return found({ option, value: `${key}=…`, weight: 'look', why, todo: 'Write it otherwise if it is none.' });
}

/** The text before the first `=`, and the one behind it. */
export function cut(item: string): readonly [string, string | undefined] {
  const equals = item.indexOf('=');
  return equals < 0 ? [item.trim(), undefined] : [item.slice(0, equals).trim(), item.slice(equals + 1)];
}
