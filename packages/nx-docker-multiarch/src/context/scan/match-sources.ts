import { PluginError } from '../../errors/index.js';
import { cleanPath, parseGlob } from '../dockerignore/index.js';
import { followLinks } from './follow-links.js';
import type { SourceEntry, SourceTree } from './source-tree.js';

/** What one source of a `COPY` stands for. */
export interface MatchedSource<Entry> {
  /** Never a link: a link that is a source is followed. */
  readonly entry: Entry;
  /** What it was named by, whose last name it gets in a folder; '' for the root. */
  readonly path: string;
}

const WILDCARD = /[*?[]/;

/**
 * What a source of a `COPY` names, as BuildKit finds it. Links are followed in the path before the
 * first name with a wildcard, and from what is named or matched in the end, as if the tree were the whole disc,
 * so never out of it; a wildcard does not look behind them. What is in a folder that was found is not looked at.
 * In the order of their paths; none if a pattern with a wildcard matches nothing.
 * Errors: `CONTEXT_INVALID` if what is named, or where a link leads to, is not there.
 */
export function matchSources<Entry extends SourceEntry>(
  tree: SourceTree<Entry>,
  pattern: string,
): readonly MatchedSource<Entry>[] {
  const doing = `Finding ${JSON.stringify(pattern)} in ${tree.name}`;
  const names = cleanPath(`/${pattern}`)
    .split('/')
    .filter((name) => name !== '');
  const firstWild = names.findIndex((name) => WILDCARD.test(name.replace(/\\./g, '')));
  if (firstWild === -1) return [findSource(tree, names.join('/'), doing)];
  const globs = names.slice(firstWild).map((name) => parseGlob(name, 'name', doing));
  const start = followLinks(tree, names.slice(0, firstWild).join('/'));
  const matched = globs.reduce<readonly Entry[]>(
    (folders, glob) =>
      folders
        .flatMap(({ path }) => tree.childrenOf(path))
        .filter(({ path }) => glob.matches(path.slice(path.lastIndexOf('/') + 1))),
    'entry' in start ? [start.entry] : [],
  );
  return matched.map(({ path }) => findSource(tree, path, doing));
}

function findSource<Entry extends SourceEntry>(
  tree: SourceTree<Entry>,
  path: string,
  doing: string,
): MatchedSource<Entry> {
  const end = followLinks(tree, path);
  if ('entry' in end) return { entry: end.entry, path };
  if ('isCircle' in end)
    throw new PluginError('CONTEXT_INVALID', `${doing}: the links at ${path} go in a circle`);
  const what = end.missing === path ? path : `${path} is a link to, or through, ${end.missing}, which`;
  throw new PluginError('CONTEXT_INVALID', `${doing}: ${what} is not there`, {
    hint:
      hintOfExclusion(tree, end.missing) ??
      (tree.from === undefined
        ? 'Paths of COPY and ADD are relative to the build context, whose folder is the option context. What a target of Nx writes is there once that has run: name it in dependsOn.'
        : `Paths of COPY --from=${tree.from} start at the root of that stage, image or folder: look at what is there.`),
  });
}

function hintOfExclusion(
  tree: Pick<SourceTree<SourceEntry>, 'excluded' | 'ignoreName' | 'ruleFor'>,
  missing: string,
): string | undefined {
  const left = tree.excluded.find(({ path }) => missing === path || missing.startsWith(`${path}/`));
  // A folder can be left out but for what a later line lets in.
  if (left === undefined || (tree.ruleFor !== undefined && tree.ruleFor(missing) === undefined))
    return undefined;
  const { line, text } = left.rule;
  return `Line ${line} of ${tree.ignoreName ?? '.dockerignore'} ("${text}") leaves out ${left.path}: change it, or add a line "!${missing}" below it.`;
}
