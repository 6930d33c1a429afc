import { posix } from 'node:path';
import { CREDENTIALS, type Recipe } from '../languages/recipe.js';

/** What no image needs, wherever it is. */
const NEVER = [
  ...['**/.git', '**/.nx', '**/.env', '**/.env.*', '**/node_modules', '**/Dockerfile*'],
  ...CREDENTIALS.map((name) => `**/${name}`),
  // Where images of this very workspace are written.
  ...['dist/images', 'dist/docker-multiarch'],
  // Each release changes it.
  '**/CHANGELOG.md',
];

/** The text of the ignore file beside a recipe's Dockerfile: all that the Dockerfile doesn't copy stays outside. */
export function formatIgnore({ copies, excludes, runsNx = false }: Recipe): string {
  const whole = copies.includes('.');
  const paths = [...new Set(copies)];
  const settings = paths.filter((path) => CREDENTIALS.includes(posix.basename(path)));
  return [
    '# What the build context holds, relative to the workspace root. A new COPY line needs a line here.',
    ...(whole ? [] : ['*', ...paths.filter((path) => !settings.includes(path)).map((path) => `!${path}`)]),
    '# Never, wherever it is.',
    ...NEVER,
    ...(runsNx ? [] : ['**/project.json']),
    ...excludes,
    ...(settings.length === 0
      ? []
      : ['# But these settings: they get no further than the stages that install.']),
    ...settings.map((path) => `!${path}`),
    '',
  ].join('\n');
}
