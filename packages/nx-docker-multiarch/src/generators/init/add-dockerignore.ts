import type { Tree } from '@nx/devkit';
import { createIgnore } from '../../context/dockerignore/index.js';
import { knownReason } from '../../errors/index.js';
import { writeNew } from '../write-new.js';

const FILE = '.dockerignore';

/** What no image needs, each with a path that it leaves out. */
const RULES = [
  ['.git', '.git/HEAD'],
  ['.nx', '.nx/cache/x'],
  ['**/node_modules', 'apps/x/node_modules/x'],
  ['**/.env', 'apps/x/.env'],
  ['**/.env.*', 'apps/x/.env.local'],
  ['coverage', 'coverage/x'],
  ['tmp', 'tmp/x'],
  ['dist/images', 'dist/images/x'],
  ['dist/docker-multiarch', 'dist/docker-multiarch/x'],
] as const;

const CONTENT = `# What no image needs. The build context of every service is the whole workspace: what is left out here is neither
# sent to a builder, nor looked through, nor copied by a COPY of a folder. A Dockerfile.dockerignore takes its place.
${RULES.map(([rule]) => rule).join('\n')}

# What Nx has built is what images are made of, with the modules that were put there for it.
!dist/**/node_modules
`;

/** Writes the workspace's .dockerignore; one that is there is kept. Gives the lines that tell it, and what it lacks. */
export function addDockerignore(tree: Tree): readonly string[] {
  const became = writeNew(tree, FILE, CONTENT);
  if (became !== 'kept') return [`${FILE}: ${became === 'created' ? 'written' : 'is so already'}`];
  const kept = `${FILE}: kept as it is`;
  try {
    const { ignores } = createIgnore(tree.read(FILE, 'utf8') ?? '', FILE);
    const missing = RULES.filter(([, path]) => !ignores(path)).map(([rule]) => `  ${rule}`);
    return missing.length === 0 ? [kept] : [`${kept}; these lines would leave out more:`, ...missing];
  } catch (error) {
    const reason = knownReason(error);
    if (reason === undefined) throw error;
    return [`${kept}; ${reason}`];
  }
}
