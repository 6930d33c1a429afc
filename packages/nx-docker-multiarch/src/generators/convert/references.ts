import { credentialAmong, parseAttributes } from '../../plan/index.js';
import { found, joinConverted, NOTHING, written, type Converted } from './converted.js';
import { cut } from './pairs.js';
import { eachText, lost, withoutVariable, type Convert } from './rule.js';
import { hasVariable, withTokens } from './variables.js';

/** Names of the image; one without a tag is `latest` for Docker, and an error for us. */
export const tags: Convert = (given) => eachText(given, (name) => nameOf(given.option, name));

/** A name as one of `tags`, and what is to be said of it: what a variable at its end holds can't be known. */
export function nameOf(option: string, name: string): Converted {
  const tag = withTag(withTokens(name));
  const look = {
    option,
    value: name,
    weight: 'look',
    why: 'What the variable holds is not known here. Without a tag in it Docker takes latest, and we say so and stop.',
    todo: 'Write :latest behind it, if there is none.',
  } as const;
  return joinConverted([written({ tags: [tag] }), lastPart(tag).includes(':') ? NOTHING : found(look)]);
}

/** Where the builder looks for, or leaves, its own results. */
export const cacheSpecs =
  (to: 'cacheFrom' | 'cacheTo'): Convert =>
  (given) =>
    eachText(given, (item) =>
      item.includes('=') ? cacheSpec(given.option, item, to) : written({ [to]: [withTokens(item)] }),
    );

/** A name with the tag `latest` if it has none, unless its end is a variable, which may hold one. */
function withTag(name: string): string {
  const last = lastPart(name);
  return last.includes(':') || last.includes('{env.') ? name : `${name}:latest`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function cacheSpec(option: string, item: string, to: 'cacheFrom' | 'cacheTo'): Converted {
  const attributes = parseAttributes(item);
  if ('wrong' in attributes)
    return lost(option, '…', 'It is not key=value,key=value.', `Write "${to}" anew.`);
  const credential = credentialAmong(attributes.values);
  if (credential !== undefined) {
    const todo = `Add it to "${to}" without that: keys and tokens are taken from the environment.`;
    return lost(option, `type=${attributes.values['type']},…`, `It ${credential}.`, todo);
  }
  const others = Object.entries(attributes.values).filter(([key]) => key !== 'ref');
  if (others.some(([, value]) => hasVariable(value))) return withoutVariable(option, item, to) ?? NOTHING;
  const parts = item.split(',').map((part) => (cut(part)[0] === 'ref' ? withTokens(part) : part));
  return written({ [to]: [parts.join(',')] });
}
