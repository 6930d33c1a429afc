import type { Weight } from './converted.js';
import type { Outcome, PlacedFinding } from './outcome.js';
import { OLD_PLUGIN } from './old-names.js';

const HEADINGS: Readonly<Record<Weight, string>> = {
  blocks: 'No counterpart (--force converts the target without it):',
  lost: 'Not carried over:',
  look: 'Carried over, but look at it:',
};

const NOTHING_LEFT = `Nothing of ${OLD_PLUGIN} is left to convert.`;

/** What is printed: what changed, what stays and why, and each value that needs somebody, with all its places. */
export function formatOutcome({ converted, kept, findings, inNxJson, isLeft }: Outcome): readonly string[] {
  const hasChanged = converted.length > 0 || inNxJson.length > 0;
  if (!hasChanged && kept.length === 0 && findings.length === 0)
    return [isLeft ? `No target was found to convert, and ${OLD_PLUGIN} stays in nx.json.` : NOTHING_LEFT];
  return [
    ...section('Converted:', converted),
    ...section('nx.json:', inNxJson),
    ...section(
      'Stays as it is:',
      kept.map(({ target, why }) => `${target}: ${why}`),
    ),
    ...(['blocks', 'lost', 'look'] as const).flatMap((weight) =>
      section(HEADINGS[weight], grouped(findings.filter((finding) => finding.weight === weight))),
    ),
    ...(hasChanged ? hints(isLeft, findings) : []),
  ];
}

/** One finding of several targets is said once. */
function grouped(findings: readonly PlacedFinding[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { option, value, why, todo, place } of findings) {
    const text = `${option}: ${value}\n    ${why}\n    → ${todo}`;
    places.set(text, [...(places.get(text) ?? []), place]);
  }
  return [...places].map(([text, all]) => `${[...new Set(all)].join(', ')}\n    ${text}`);
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`), ''];
}

function hints(isLeft: boolean, findings: readonly PlacedFinding[]): readonly string[] {
  const isTagLeft = findings.some(({ todo }) => todo.includes('--tags='));
  return [
    ...(isTagLeft
      ? ['--tags=a,b takes the place of all tags of a target: name every one that is wanted.']
      : []),
    'The targets keep their names; where one is called docker-multiarch, as our documentation has it, is up to you.',
    'INPUT_… variables are not read: what pipelines set by them is given as options, --push for INPUT_PUSH.',
    ...(isLeft ? [] : [`${NOTHING_LEFT} You can uninstall it.`]),
  ];
}
