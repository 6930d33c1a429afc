import { nearestName } from '../plan/nearest-name.js';
import type { Finding } from './finding.js';
import { IGNORE, type Silence } from './read-silences.js';
import { RULES, SILENCE_RULE } from './rules/all-rules.js';
import type { Subject } from './subject.js';

/** The findings that no comment silences, and what is wrong with those comments. */
export function applySilences(
  findings: readonly Finding[],
  silences: readonly Silence[],
  subject: Subject,
): readonly Finding[] {
  const isSilenced = ({ line, rule }: Finding): boolean =>
    silences.some(({ of, rules }) => of === line && rules.includes(rule));
  return [
    ...findings.filter((finding) => !isSilenced(finding)),
    ...silences.flatMap((silence) => checkSilence(silence, findings, subject)),
  ];
}

function checkSilence(silence: Silence, findings: readonly Finding[], subject: Subject): readonly Finding[] {
  const { line, rules, reason, of } = silence;
  const wrong = (message: string, fix: string): Finding => ({
    rule: SILENCE_RULE,
    severity: 'warning',
    line,
    message,
    fix,
  });
  if (of === undefined)
    return [
      wrong(
        'the comment silences nothing: no instruction begins right below it',
        'Put it on the line above the instruction.',
      ),
    ];
  return [
    ...(rules.length === 0
      ? [wrong('the comment names no rule', `Write it like # ${IGNORE} emulated-run: why`)]
      : []),
    ...(reason === ''
      ? [wrong('the comment gives no reason', 'Say behind a colon why it is right here.')]
      : []),
    ...rules.flatMap((name) => {
      const what = faultOf(name, silence, findings, subject);
      return what === undefined ? [] : [wrong(...what)];
    }),
  ];
}

function faultOf(
  name: string,
  { of }: Silence,
  findings: readonly Finding[],
  subject: Subject,
): [message: string, fix: string] | undefined {
  const rule = RULES.get(name);
  if (rule === undefined) {
    const nearest = nearestName(name, [...RULES.keys()]);
    return [
      `there is no rule ${name}`,
      nearest === undefined ? 'docs/lint.md lists every rule.' : `Did you mean ${nearest}?`,
    ];
  }
  const isUsed = findings.some((finding) => finding.line === of && finding.rule === name);
  // Other options, files or images can give it something to silence.
  if (isUsed || rule.by !== 'dockerfile' || !isJudged(of, subject)) return undefined;
  return [`the comment silences ${name}, which finds nothing here`, 'Take the name, or the comment, out.'];
}

/** Whether everything was looked at that could be found at a line, and as the Dockerfile alone has it. */
function isJudged(of: number | undefined, { dockerfile, facts, stages }: Subject): boolean {
  const isGlobal = dockerfile.globalArgs.some(({ line }) => line === of);
  const isNeeded = stages.some(({ stage }) => [stage, ...stage.instructions].some(({ line }) => line === of));
  const isAsWritten = facts.buildArgs.size === 0 && facts.namedContexts.size === 0;
  return isAsWritten && facts.platforms.length > 1 && (isGlobal || isNeeded);
}
