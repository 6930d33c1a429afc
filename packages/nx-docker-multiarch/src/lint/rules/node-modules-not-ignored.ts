import type { AddInstruction, CopyInstruction } from '../../context/dockerfile/index.js';
import { cleanPath, parseGlob } from '../../context/dockerignore/index.js';
import { isRemotePath } from '../../context/reach/index.js';
import type { ContextFacts } from '../lint-facts.js';
import type { Found, Rule } from '../rule.js';
import { walkPlan, type PlannedInstruction } from '../walk.js';

const NODE_MODULES = 'node_modules';

/** A `COPY` that takes in what a package manager has installed on this machine, for this machine. */
export const nodeModulesNotIgnored: Rule = {
  by: 'context',
  find: ({ plans, facts: { context } }) =>
    context === undefined
      ? []
      : plans.flatMap((plan) => [...walkPlan(plan)].flatMap((one) => inInstruction(one, context))),
};

function inInstruction({ instruction, words }: PlannedInstruction, context: ContextFacts): readonly Found[] {
  const { kind, line } = instruction;
  if (kind !== 'COPY' && kind !== 'ADD') return [];
  if ((kind === 'COPY' && instruction.from !== undefined) || leavesOut(instruction)) return [];
  const sources = instruction.sources.flatMap((source) => {
    const path = source.kind === 'path' ? words.expand(source.path, line) : undefined;
    return path === undefined || isRemotePath(path) ? [] : [cleanPath(`/${path}`).slice(1)];
  });
  const taken = sources.flatMap((source) => foldersIn(source, context)).find(context.holds);
  if (taken === undefined) return [];
  return [
    {
      severity: 'warning',
      line,
      message: `${kind} takes in ${taken} of the build context, which was installed for the machine it is on: native modules in it run on no other platform`,
      fix: 'Add a line **/node_modules to .dockerignore, and install what the image needs in a stage of the Dockerfile.',
    },
  ];
}

function leavesOut({ exclude }: AddInstruction | CopyInstruction): boolean {
  return exclude.some((pattern) => pattern.includes(NODE_MODULES));
}

/** The folders of modules that a source leads to, if they are there. */
function foldersIn(source: string, { folders }: ContextFacts): readonly string[] {
  const names = source.split('/').filter((name) => name !== '');
  const known = ['', ...folders].map((folder) => [...folder.split('/'), NODE_MODULES].filter(Boolean));
  const below = isPlain(source) ? [[...names, NODE_MODULES]] : [];
  const within = names.indexOf(NODE_MODULES);
  if (within >= 0) return [names.slice(0, within + 1).join('/')].filter(isPlain);
  return [...below, ...known.filter((folder) => leadsTo(names, folder))].map((folder) => folder.join('/'));
}

function leadsTo(names: readonly string[], folder: readonly string[]): boolean {
  return (
    names.length <= folder.length &&
    names.every((name, depth) => parseGlob(name, 'name', 'Reading a source').matches(folder[depth] ?? ''))
  );
}

function isPlain(path: string): boolean {
  return !/[*?[\\]/.test(path);
}
