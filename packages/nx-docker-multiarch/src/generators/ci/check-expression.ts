/** The names that the contexts of an expression have. */
export interface KnownNames {
  readonly matrix: readonly string[];
  readonly env: readonly string[];
}

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;
const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(\d+)|(true|false|null)\b|([A-Za-z_][\w-]*(?:\.[\w-]+)*)|(==|!=|<=|>=|&&|\|\||[!<>(),]))/y;
const CONTEXTS = ['github', 'env', 'matrix', 'secrets', 'runner', 'needs', 'steps', 'vars'];

/** What is wrong with the expressions anywhere in a job. `run` may hold none: it would be text that becomes shell. */
export function expressionProblems(value: unknown, known: KnownNames, key = ''): readonly string[] {
  if (typeof value === 'string') return textProblems(value, known, key);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => expressionProblems(each, known, name));
}

function textProblems(text: string, known: KnownNames, key: string): readonly string[] {
  const expressions = [...text.matchAll(EXPRESSION)].map(([, inner = '']) => inner);
  if (/\$\{\{|\}\}/.test(text.replace(EXPRESSION, '')))
    return [`${key}: braces without their other half: ${text}`];
  if (key === 'run') return expressions.length > 0 ? [`run: holds an expression: ${text}`] : [];
  // An `if` is an expression as a whole, with or without braces.
  const all = key === 'if' && expressions.length === 0 ? [text] : expressions;
  return all.flatMap((each) =>
    problemsOf(each, known).map((problem) => `${key}: ${problem} in ${each.trim()}`),
  );
}

function problemsOf(expression: string, known: KnownNames): readonly string[] {
  const problems: string[] = [];
  let depth = 0;
  TOKEN.lastIndex = 0;
  while (expression.slice(TOKEN.lastIndex).trim() !== '') {
    const [, , , , name, operator] = TOKEN.exec(expression) ?? [];
    if (TOKEN.lastIndex === 0) return [...problems, 'something unknown'];
    if (operator === '(') depth += 1;
    if (operator === ')') depth -= 1;
    if (name !== undefined) problems.push(...nameProblems(name, known));
  }
  return depth === 0 ? problems : [...problems, 'a bracket without its other half'];
}

function nameProblems(name: string, known: KnownNames): readonly string[] {
  const [context = '', property = ''] = name.split('.');
  if (!CONTEXTS.includes(context)) return [`no context ${context}`];
  const names = context === 'matrix' || context === 'env' ? known[context] : undefined;
  return names === undefined || names.includes(property) ? [] : [`no ${name}`];
}
