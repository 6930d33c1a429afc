import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { PlanFacts } from './plan-facts.js';
import { showValue, type Problem, type Report } from './problems.js';
import { TOKENS } from './tokens.js';

const WORKSPACE_ROOT = /^\{workspaceRoot\}\/*/;
const REMOTE = /^(?:(?:https?|git|ssh):\/\/|git@|github\.com\/)/i;
const PATH_TOKENS = ['projectRoot', 'projectName'] as const;

/**
 * An absolute path, whatever folder the command was run in. `{workspaceRoot}`, and the empty text that Nx makes of it
 * in project.json, are the workspace root.
 */
export function resolvePath(option: string, text: string, facts: PlanFacts, report: Report): string {
  const misplaced = Object.keys(TOKENS).find((name) => text.includes(`{${name}}`) && !isPathToken(name));
  if (misplaced !== undefined) {
    const what = `{${misplaced}} can't be used in a path`;
    const wayOut = 'Use {workspaceRoot}, {projectRoot} or {projectName}.';
    report({ option, value: showValue(text), what, wayOut });
  }
  const filled = PATH_TOKENS.reduce(
    (path, name) => path.replaceAll(`{${name}}`, () => facts[name]),
    text.replace(WORKSPACE_ROOT, ''),
  );
  return resolve(facts.workspaceRoot, filled);
}

/** Whether BuildKit fetches a build context from there itself: a Git repository or a tarball. */
export function isRemote(text: string): boolean {
  return REMOTE.test(text);
}

/** Whether `inner` is `outer` itself or below it. Both are absolute. */
export function isWithin(outer: string, inner: string): boolean {
  const path = relative(outer, inner);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** Notes a problem unless a folder, or a file, is at the absolute path. */
export function expectKind(
  { path, kind }: { readonly path: string; readonly kind: 'file' | 'directory' },
  facts: PlanFacts,
  report: (problem: Pick<Problem, 'what' | 'wayOut'>) => void,
): void {
  const found = facts.kindOf(path);
  const [wanted, other] = kind === 'file' ? ['file', 'folder'] : ['folder', 'file'];
  const what =
    found === undefined ? `there is no ${wanted} ${path}` : `${path} is a ${other}, not a ${wanted}`;
  const wayOut = `Create it, or name another ${wanted}; paths are relative to the workspace root.`;
  if (found !== kind) report({ what, wayOut });
}

function isPathToken(name: string): boolean {
  return PATH_TOKENS.some((token) => token === name);
}
