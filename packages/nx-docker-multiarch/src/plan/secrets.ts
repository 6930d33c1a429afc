import { parseAttributes } from './attributes.js';
import type { Secret } from './build-plan.js';
import { listEntries, type RawList } from './option-lists.js';
import { expectKind, resolvePath } from './paths.js';
import type { PlanFacts } from './plan-facts.js';
import type { Problem, Report } from './problems.js';

const LIKE = 'Write id=npm,src=.npmrc for a file, or id=npm,env=NPM_TOKEN for an environment variable.';
const ATTRIBUTES = ['type', 'id', 'src', 'source', 'env'];

/** The secrets. No value is read, and no text is shown whole: it could be the secret itself. */
export function resolveSecrets(raw: RawList, facts: PlanFacts, report: Report): readonly Secret[] {
  const secrets = listEntries(raw).flatMap((text, position) => {
    const attributes = parseAttributes(text);
    const values = 'values' in attributes ? attributes.values : {};
    const value = values['id'] ? JSON.stringify(`id=${values['id']}`) : `entry ${position + 1}`;
    const note = (problem: Omit<Problem, 'option'>) => report({ option: 'secrets', ...problem });
    const wrong = 'wrong' in attributes ? attributes.wrong : wrongAttributes(values);
    if (wrong === undefined) return [readSecret(value, values, facts, note)];
    note({ value, what: wrong, wayOut: LIKE });
    return [];
  });
  secrets
    .filter(({ id }, position) => secrets.findIndex((secret) => secret.id === id) < position)
    .forEach(({ id }) =>
      report({
        option: 'secrets',
        value: `"id=${id}"`,
        what: 'is there twice',
        wayOut: 'Give each its own id.',
      }),
    );
  return secrets;
}

function wrongAttributes(values: Readonly<Record<string, string>>): string | undefined {
  const unknown = Object.keys(values).find((key) => !ATTRIBUTES.includes(key));
  const { id, type, src, source = src, env: variable } = values;
  if (unknown !== undefined) return `${JSON.stringify(unknown)} is not an attribute of a secret`;
  if (!id) return 'has no id';
  if (source && variable) return 'names both a file and a variable';
  if (!source && !variable) return 'names neither a file nor a variable';
  if (type !== undefined && type !== (source ? 'file' : 'env')) return "its type doesn't fit the rest";
  return undefined;
}

function readSecret(
  value: string,
  { id = '', src, source = src, env: variable = '' }: Readonly<Record<string, string>>,
  facts: PlanFacts,
  report: (problem: Omit<Problem, 'option'>) => void,
): Secret {
  if (source) {
    const file = resolvePath('secrets', source, facts, (problem) => report({ ...problem, value }));
    expectKind({ path: file, kind: 'file' }, facts, (problem) => report({ ...problem, value }));
    return { id, file };
  }
  // CI systems pass on a secret that isn't defined as an empty variable.
  if (!facts.env[variable]) {
    const state = facts.env[variable] === undefined ? 'not set' : 'empty';
    const what = `the environment variable ${variable} is ${state}`;
    report({ value, what, wayOut: `Set it for this command; in CI, pass the secret on as ${variable}.` });
  }
  return { id, variable };
}
