import { readMap, type KeyRule, type RawMap } from './option-maps.js';
import type { PlanFacts } from './plan-facts.js';
import type { Report } from './problems.js';
import { expandTokens } from './tokens.js';
import { isVolatile } from './volatile-tokens.js';

const BUILD_ARG: KeyRule = {
  // BuildKit itself gives these another value for each platform.
  pattern: /^(?!(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$)[A-Za-z_]\w*$/,
  what: "can't be set",
  wayOut:
    'Use letters, digits and "_"; TARGETPLATFORM, TARGETARCH and their like are set by the builder for each platform.',
};
const LABEL: KeyRule = {
  pattern: /^[^\s=]+$/,
  what: 'is empty or has a space in it',
  wayOut: 'Write it like org.opencontainers.image.source.',
};
const ANNOTATION: KeyRule = {
  pattern: /^[A-Za-z0-9][\w./-]*$/,
  what: 'is not a name of letters, digits, ".", "_", "/" and "-"',
  wayOut:
    "Write it like org.opencontainers.image.source, without buildx's prefixes such as index: or manifest:.",
};
const RULES = { buildArgs: BUILD_ARG, labels: LABEL, annotations: ANNOTATION };

/** A map with its tokens filled in: all of them, and all but those that are volatile. */
export interface Texts {
  readonly values: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

/** The pairs of a map, with their tokens filled in. */
export function resolveTexts(
  option: keyof typeof RULES,
  raw: RawMap,
  facts: PlanFacts,
  report: Report,
): Texts {
  const entries = Object.entries(readMap(option, raw, RULES[option], report)).map(([key, template]) => {
    const { text, problems } = expandTokens(template, 'value', facts);
    problems.forEach((problem) => report({ option, value: JSON.stringify(key), ...problem }));
    return { key, text, template: expandTokens(template, 'value', facts, isVolatile).text };
  });
  return {
    values: Object.fromEntries(entries.map(({ key, text }) => [key, text])),
    templates: Object.fromEntries(entries.map(({ key, template }) => [key, template])),
  };
}
