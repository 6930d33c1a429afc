import { found, joinConverted, type Converted, type Finding } from '../converted.js';
import type { OldOptions } from '../old-names.js';
import { eachText } from '../rule.js';
import { bodyOf, type Body } from './bodies.js';
import { withoutExpressions } from './expressions.js';
import type { Flavor } from './flavor.js';
import { DEFAULT_TAG_RULES, readTagRule } from './tag-rule.js';

const OPTION = 'metadata.tags';

/** The tags, each without the image's name, and what has to be said of them. */
export interface ConvertedTags {
  readonly tags: readonly string[];
  readonly converted: Converted;
}

/** The tags that nx-container gives in every pipeline; of the others, where to give them. */
export function convertTags(value: unknown, flavor: Flavor, all: OldOptions): ConvertedTags {
  const isGiven = Array.isArray(value) ? value.length > 0 : Boolean(value);
  const tags: string[] = [];
  const converted = eachText({ option: OPTION, value: isGiven ? value : DEFAULT_TAG_RULES, all }, (text) => {
    const { tag, findings } = convertRule(text, flavor);
    if (tag !== undefined) tags.push(tag);
    return found(...findings);
  });
  if (flavor.latest === 'true' && tags.length > 0) tags.push(flavor.latestTag);
  return { tags: [...new Set(tags)], converted: joinConverted([converted, ...nothingLeft(tags, value)]) };
}

function convertRule(
  text: string,
  flavor: Flavor,
): { readonly tag?: string; readonly findings: readonly Finding[] } {
  const { type, attributes } = readTagRule(text);
  const note = (weight: Finding['weight'], why: string, todo: string): Finding[] => [
    { option: OPTION, value: text, weight, why, todo },
  ];
  const { enable = 'true' } = attributes;
  if (enable === 'false') return { findings: note('lost', 'It is switched off.', 'Nothing.') };
  const body = bodyOf(type, attributes);
  const tag = 'wrong' in body ? undefined : around(type, attributes, flavor, bodyText(body));
  if (tag === undefined) {
    const why = 'wrong' in body ? body.wrong : 'There is no token for an expression in it.';
    return { findings: note('lost', why, 'Add a tag with one of our tokens, or give it with --tags=….') };
  }
  if (tag === '') return { findings: note('lost', 'It has no value, and gives no tag.', 'Nothing.') };
  if (enable !== 'true')
    return {
      findings: note(
        'lost',
        'It is given under a condition, and our tags always are.',
        giveIt('Where that holds', tag),
      ),
    };
  if ('when' in body) {
    const latest = body.isRelease && flavor.latest === 'auto' ? `,<image>:${flavor.latestTag}` : '';
    const why = `nx-container gives it ${body.when}, and our tags are always given.`;
    return { findings: note('lost', why, giveIt('There', tag).replace(/\.$/, `${latest}.`)) };
  }
  const look = 'look' in body && body.look ? note('look', body.look.why, body.look.todo) : [];
  return { tag, findings: look };
}

function bodyText(body: Exclude<Body, { wrong: string }>): string {
  return 'always' in body ? body.always : body.there;
}

/** With the prefix and suffix of the rule, its type or the flavor; `undefined` if one of them can't be said. */
function around(
  type: string,
  attributes: Readonly<Record<string, string>>,
  flavor: Flavor,
  body: string,
): string | undefined {
  const ofType = type === 'sha' ? 'sha-' : attributes['event'] === 'pr' ? 'pr-' : undefined;
  const prefix = withoutExpressions(attributes['prefix'] ?? ofType ?? flavor.prefix);
  const suffix = withoutExpressions(attributes['suffix'] ?? flavor.suffix);
  return prefix === undefined || suffix === undefined ? undefined : prefix + body + suffix;
}

function giveIt(where: string, tag: string): string {
  return `${where}, run it with --tags=<image>:${tag}.`;
}

function nothingLeft(tags: readonly string[], value: unknown): readonly Converted[] {
  if (tags.length > 0) return [];
  const why = 'None of the tags can be carried over, and without one nothing is pushed.';
  const todo = 'Add one that is always given to metadata.tags, like type=sha, and convert again.';
  return [found({ option: OPTION, value: JSON.stringify(value ?? []), weight: 'blocks', why, todo })];
}
