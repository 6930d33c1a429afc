import type { Recipe } from '../languages/recipe.js';

/** What no image needs, wherever it is. */
const NEVER = ['**/.git', '**/.nx', '**/.env', '**/.env.*', '**/node_modules', '**/Dockerfile*'];

/** The text of the ignore file beside a recipe's Dockerfile: all that the Dockerfile doesn't copy stays outside. */
export function formatIgnore({ copies, excludes }: Recipe): string {
  const whole = copies.includes('.');
  const paths = [...new Set(copies)];
  return [
    '# What the build context holds, relative to the workspace root. A new COPY line needs a line here.',
    ...(whole ? [] : ['*', ...paths.map((path) => `!${path}`)]),
    '# Never, wherever it is.',
    ...NEVER,
    ...excludes,
    '',
  ].join('\n');
}
