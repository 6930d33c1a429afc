import { joinConverted, NOTHING, type Converted } from '../converted.js';
import { eachText, lost } from '../rule.js';
import type { OldOptions } from '../old-names.js';

/** What `metadata.flavor` puts around tags that say nothing of it themselves. */
export interface Flavor {
  readonly latest: string;
  readonly prefix: string;
  readonly suffix: string;
  /** The tag `latest`, with what `onlatest` puts around it. */
  readonly latestTag: string;
}

/** The flavor, and what of it is none. */
export function readFlavor(value: unknown, all: OldOptions): { flavor: Flavor; converted: Converted } {
  const read = new Map([
    ['latest', 'auto'],
    ['prefix', ''],
    ['suffix', ''],
  ]);
  const onLatest = new Map<string, boolean>();
  const option = 'metadata.flavor';
  const converted = eachText({ option, value: value ?? [], all }, (text) => {
    let last = '';
    const wrong = text.split(',').map((field) => {
      const [key = '', item = ''] = field.split('=').map((part) => part.trim());
      if (key === 'onlatest' && last !== '') onLatest.set(last, item === 'true');
      else if (read.has(key)) read.set((last = key), item);
      else return lost(option, field, 'It is none of latest, prefix, suffix and onlatest.', 'Take it out.');
      return NOTHING;
    });
    return joinConverted(wrong);
  });
  const part = (name: string): string => read.get(name) ?? '';
  const around = (name: string): string => (onLatest.get(name) ? part(name) : '');
  const latestTag = `${around('prefix')}latest${around('suffix')}`;
  const flavor = { latest: part('latest'), prefix: part('prefix'), suffix: part('suffix'), latestTag };
  return { flavor, converted };
}
