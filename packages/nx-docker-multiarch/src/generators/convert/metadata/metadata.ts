import { joinConverted, NOTHING, written, type Converted } from '../converted.js';
import type { OldOptions } from '../old-names.js';
import { labels } from '../pairs.js';
import { blocks, eachText, lost, type Convert, type Given } from '../rule.js';
import { withTokens } from '../variables.js';
import { readFlavor } from './flavor.js';
import { convertTags } from './tags.js';

const NO_IMAGE = blocks(
  'metadata.images',
  [],
  'It names no image that is switched on.',
  'Name one, and convert again.',
);
const IN_USE = ['images', 'tags', 'flavor', 'labels'];

/** Whether nx-container takes tags and labels from `metadata`, and so from nowhere else. */
export function hasMetadata({ metadata }: OldOptions): boolean {
  return isObject(metadata) && Boolean(metadata['images']);
}

/** Tags and labels that are made of what the pipeline is: images × tags. */
export const metadata: Convert = (given) => {
  const { option, value, all } = given;
  if (!isObject(value)) return lost(option, value, 'It is no object.', 'Set "tags" and "labels".');
  const entries = Object.entries(value);
  if (!value['images'])
    return joinConverted(entries.map(([key, item]) => unused(key, item, 'without metadata.images')));
  const names = readImages({ option: 'metadata.images', value: value['images'], all });
  const { flavor, converted: ofFlavor } = readFlavor(value['flavor'], all);
  const { tags, converted: ofTags } = convertTags(value['tags'], flavor, all);
  const made = names.options.tags;
  const images = Array.isArray(made) ? made : [];
  return joinConverted([
    written({ tags: images.flatMap((image) => tags.map((tag) => `${image}:${tag}`)) }),
    labels({ option: 'metadata.labels', value: value['labels'] ?? [], all }),
    { ...names, options: {} },
    images.length === 0 ? NO_IMAGE : NOTHING,
    ofFlavor,
    ofTags,
    ...entries.filter(([key]) => !IN_USE.includes(key)).map(([key, item]) => unused(key, item, 'in a build')),
  ]);
};

/** The option beside `metadata`, which then does nothing. */
export const besideMetadata =
  (convert: Convert): Convert =>
  (given) =>
    hasMetadata(given.all)
      ? lost(
          given.option,
          given.value,
          'nx-container goes by metadata instead.',
          'Nothing, or add it yourself.',
        )
      : convert(given);

/** The names, as `tags` without their tags. */
function readImages(given: Given): Converted {
  const texts = [given.value].flat();
  const isOneText = texts.length === 1 && typeof texts[0] === 'string' && !texts[0].includes('=');
  const value = isOneText ? texts.flatMap((text) => String(text).split(',')) : texts;
  return eachText({ ...given, value }, (text) => {
    const fields = text.split(',').map((field) => field.trim());
    const name = fields
      .map((field) => field.replace(/^name=/i, ''))
      .find((field) => !/^enable=/i.test(field));
    if (fields.some((field) => /^enable=false$/i.test(field)))
      return lost(given.option, text, 'It is switched off.', 'Nothing.');
    return name ? written({ tags: [lowerCase(withTokens(name))] }) : NOTHING;
  });
}

/** Names are lower case; tokens keep theirs. */
function lowerCase(name: string): string {
  return name.replace(/\{[^{}]*\}|[^{]+/g, (part) => (part.startsWith('{') ? part : part.toLowerCase()));
}

function unused(key: string, value: unknown, when: string): Converted {
  return lost(`metadata.${key}`, value, `nx-container does nothing with it ${when}.`, 'Nothing.');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
