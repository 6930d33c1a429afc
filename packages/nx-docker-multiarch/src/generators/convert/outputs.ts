import { parseAttributes } from '../../plan/index.js';
import { joinConverted, NOTHING, written, type Converted } from './converted.js';
import { nameOf } from './references.js';
import { blocks, eachText, lost, withoutVariable, type Convert } from './rule.js';
import { withTokens } from './variables.js';

type Attributes = Readonly<Record<string, string>>;

const OWN_BUILD = 'Keep a target of its own for it, one that runs docker buildx build --output.';

/** `type=registry`, `type=image`, `type=docker` and `type=oci`; what is no image stays where it is. */
export const outputs: Convert = (given) =>
  eachText(given, (item) => {
    const attributes = item.includes('=') ? parseAttributes(item) : { values: { type: 'local', dest: item } };
    if ('wrong' in attributes) return lost(given.option, item, 'It is not key=value,key=value.', OWN_BUILD);
    return convertOutput(given.option, item, attributes.values);
  });

function convertOutput(option: string, item: string, values: Attributes): Converted {
  const { type = '', name, dest, push, tar, ...others } = values;
  const names = name === undefined ? NOTHING : nameOf(option, name);
  const rest = joinConverted(Object.entries(others).map(([key, value]) => attribute(option, key, value)));
  switch (type) {
    case 'registry':
      return joinConverted([written({ push: push !== 'false' }), names, rest]);
    case 'image':
      return joinConverted([push === 'true' ? written({ push: true }) : NOTHING, names, rest]);
    case 'docker':
      return dest === undefined
        ? joinConverted([written({ load: true }), names, rest])
        : lost(
            option,
            item,
            'There is no archive for docker load.',
            'Use "load", or "outputPath" for a layout.',
          );
    case 'oci':
      if (tar === 'false' && dest !== undefined)
        return (
          withoutVariable(option, dest, 'outputPath') ?? joinConverted([written({ outputPath: dest }), rest])
        );
      return lost(
        option,
        item,
        'The OCI layout is a folder, not a tar.',
        'Set "outputPath", and pack that folder.',
      );
    case 'cacheonly':
      return lost(option, item, 'An image is always made.', 'Set neither "push" nor "load".');
    default:
      return blocks(option, item, 'It writes files, not an image.', OWN_BUILD);
  }
}

function attribute(option: string, key: string, value: string): Converted {
  if (key === 'oci-mediatypes' && value === 'true') return NOTHING;
  if (key.startsWith('annotation.'))
    return written({ annotations: { [key.slice('annotation.'.length)]: withTokens(value) } });
  const why = 'We write OCI images with gzip layers, and have no option for it.';
  return lost(option, `${key}=${value}`, why, 'Take it out.');
}
