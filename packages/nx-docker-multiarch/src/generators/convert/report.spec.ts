import type { Outcome } from './outcome.js';
import { formatOutcome } from './report.js';

const NOTHING: Outcome = { converted: [], kept: [], findings: [], inNxJson: [], isLeft: false };
const NIGHTLY = {
  option: 'metadata.tags',
  value: 'type=schedule',
  weight: 'lost',
  why: 'It is given at night.',
  todo: 'There, run it with --tags=<image>:nightly.',
} as const;

describe('formatOutcome', () => {
  it.each([
    ['nothing is left', NOTHING, 'Nothing of @nx-tools/nx-container is left to convert.'],
    [
      'nothing was found',
      { ...NOTHING, isLeft: true },
      'No target was found to convert, and @nx-tools/nx-container stays in nx.json.',
    ],
  ])('says in one line that %s', (_what, outcome, line) => {
    expect(formatOutcome(outcome)).toEqual([line]);
  });

  it('says what changed, what stays, and each finding once with all its places', () => {
    const lines = formatOutcome({
      converted: ['api:container', 'web:container'],
      kept: [{ target: 'old:container', why: 'something that it needs has no counterpart' }],
      findings: [
        { ...NIGHTLY, place: 'api:container' },
        {
          option: 'engine',
          value: 'podman',
          weight: 'blocks',
          why: 'No.',
          todo: 'Keep it.',
          place: 'old:container',
        },
        { ...NIGHTLY, place: 'web:container:ci' },
      ],
      inNxJson: ['targetDefaults["container"] has our options.'],
      isLeft: true,
    });
    expect(lines.join('\n')).toBe(`Converted:
  api:container
  web:container

nx.json:
  targetDefaults["container"] has our options.

Stays as it is:
  old:container: something that it needs has no counterpart

No counterpart (--force converts the target without it):
  old:container
    engine: podman
    No.
    → Keep it.

Not carried over:
  api:container, web:container:ci
    metadata.tags: type=schedule
    It is given at night.
    → There, run it with --tags=<image>:nightly.

--tags=a,b takes the place of all tags of a target: name every one that is wanted.
The targets keep their names; where one is called docker-multiarch, as our documentation has it, is up to you.
INPUT_… variables are not read: what pipelines set by them is given as options, --push for INPUT_PUSH.`);
  });

  it('says when nothing is left', () => {
    expect(formatOutcome({ ...NOTHING, converted: ['api:container'] }).at(-1)).toBe(
      'Nothing of @nx-tools/nx-container is left to convert. You can uninstall it.',
    );
  });
});
