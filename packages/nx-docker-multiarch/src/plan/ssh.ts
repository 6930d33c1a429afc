import type { SshSource } from './build-plan.js';
import { listEntries, splitList, type RawList } from './option-lists.js';
import { expectKind, resolvePath } from './paths.js';
import type { PlanFacts } from './plan-facts.js';
import type { Report } from './problems.js';

/** The sources of `RUN --mount=type=ssh`: `default`, or an id with files. */
export function resolveSsh(raw: RawList, facts: PlanFacts, report: Report): readonly SshSource[] {
  return listEntries(raw).map((text) => readSource(text, facts, report));
}

function readSource(text: string, facts: PlanFacts, report: Report): SshSource {
  const equals = text.includes('=') ? text.indexOf('=') : text.length;
  const id = text.slice(0, equals);
  const problem = { option: 'ssh', value: JSON.stringify(text) };
  const paths = splitList(text.slice(equals + 1)).map((path) => resolvePath('ssh', path, facts, report));
  paths.forEach((path) =>
    expectKind({ path, kind: 'file' }, facts, (found) => report({ ...problem, ...found })),
  );
  if (paths.length === 0 && !facts.env['SSH_AUTH_SOCK']) {
    const wayOut = `Start ssh-agent and add a key, or name a key's file: --ssh=${id || 'default'}=path/to/key.`;
    report({ ...problem, what: 'no SSH agent runs here (SSH_AUTH_SOCK is not set)', wayOut });
  }
  return { id, paths };
}
